"""A negation stays a negation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from pipeline.checks.antonyms import ANTONYMS
from pipeline.checks.base import Check, Pair
from pipeline.checks.coverage import korean_words, lexicon, stem_set
from pipeline.checks.cues import Cue, Cues, anyof, english, words
from pipeline.records import Finding, Span

_KO_PLAIN = anyof(
    "않(?!을까|나요|으세요|으신가|을는|았나)",
    "(?<![끊빠])없(?!애|앨|앱|앤|앴|어지|어질|어진|어져|어졌|을까|나요)",
    "(?<![잘가-힣])못_?[하해한할합했](?!지_?않)",
    "(?<!마)지(?:는|도|를)?_?못",
    "아닙|아닌(?!가|지)|아니(?:에요|예요|고|며|었|므로|기|지만|어서|어도|야|다|라)|아닐(?!까|지)",
    "지(?:는|도)?_?(?:말(?!걸)|마세|마시|마십|마라|맙)",
    r"(?<![가-힣])안_?(?:되|됩|돼|된)",
    r"(?<![가-힣])안\s(?=나|받|쓰|먹|생|보이|좋|아프|아파|빠|풀|붙|움|떠|감|낫|남|맞"
    r"|가[^까운]|오|와|온|들|해|하)(?![가-힣]*쪽)",
    r"(?<![가-힣])못\s(?=자|잤|먹|받|맡|쓰|가|갑|보|봤|볼|참|견|일어|걷|알아|믿|느|움)",
    "금[연주식](?=하|을|_|$)|금지|(?<!소)금물(?!로)|삼가|불가능|불가(?!피)|불필요",
    "(?<![가-힣])피하(?:[세시셔십]|는_?[것게편]|고)|(?<![가-힣])피해(?:_주|야|_보|요)"
    "|(?<![가-힣])피합니다",
)
_KO_SOFT = anyof(
    "아니면|아닌가|아닌지|아닐[까지]|아니나|아니냐|않을까|않나|않았나|않으세요|않으신가"
    "|않을는|없을까|없나",
    "없애|없앨|없앱|없어[지질졌]|밖에|뿐|모르|몰[라랐]|모자라|부족|어려[우운웠울]|힘[들든]"
    "|싫|괜히|헛|별도|드[물문]",
    "(?<![가-힣])비(?:급여|흡연|수술|절개)|(?<![가-힣])무(?:통|쌍|흡연|증상|보정|조건|관)"
    "|금[식연주기]|(?<![가-힣])불(?:가|필요|편|량|완전|규칙|균형|분명)"
    r"|(?<![가-힣])피[하해할한합했]|말고|아직|괜찮|(?<![가-힣])[안못]\s[가-힣]"
    r"|(?<![가-힣])덜\s|(?<![가-힣])처음|무[심방]|모른|라?기보다|몰래|가명|사실과_다|커녕"
    r"|[죠요]\?|아니[니요]|아님|라기_?보",
)
_KO_IDLE = anyof(
    "뿐_?(?:만_?)?아니|지_?않을_?수_?없|지_?않으면_?안_?[되됩돼된]",
    "안_?[가-힣]+면_?안_?[되됩돼된]|틀림_?없|빠짐_?없|끊임_?없|(?:상관|관계)_?없|변함_?없",
    "손색_?없|못지_?않|머지_?않|(?:얼마|오래)_?(?:지나지_?|되지_?)?(?:않|안_?(?:되|돼|된))",
    "적지_?않|만만치_?않|만만찮|더할_?나위_?없",
    "밖에_?(?:[가-힣]+지_?)?(?:[가-힣]+_?)?(?:없|않|안|못)|언제_?그랬|다름_?없|다를_?바_?없",
    "할_?것_?없이|남김_?없|(?:망설임|주저)_?없|무리_?없|여지_?없|그렇지_?않으면|쉴_?새_?없",
    "더_?없|멀지_?않|작지_?않|(?:이|가)_안_되|두말할|없지_?않|않지_?않",
    "지_?(?:는_)?않는_?것은_?아니|않다면|무리가_없|알아서|언제_?그랬냐|없어서는_?안",
    "빼놓을_?수_?없|두말할_?(?:필요|나위)|한없이|이루_?말할|나무랄|흠잡을|다름_?아닌",
    "아닌_?게_?아니|놓쳐서는|안_?그래도|뗄_?수_?없|(?:셀|헤아릴)_?수_?없|말할_?것도_?없",
    "예외_?없|시도_?때도_?없|의심치_?않|여지가?_?없|둘도_?없|(?:유|전)례_?없",
    "(?:꾸밈|막힘|빈틈|흠|얼룩|부담|어려움|불편|무리|탈|별일)_?없|아무렇지_?않|대수롭지_?않",
    "심심치_?않|예사롭지_?않|변치_?않|개의치_?않|과언이_?아니|예외는_?아니",
    "여간_?[가-힣]+지?_?않|없나|없었나|않았나|지_?말지|만은_아니|없으신가|않으세요|없으세요",
    "예상(?:하|치)_?못",
)
_EN_PLAIN = (
    words("not cannot never none nothing nobody nowhere nor neither without no") + r"|n['’]t\b"
)
_EN_SOFT = words(
    "avoid* hardly barely scarcely rarely seldom impossible unable unnecessary prohibit* "
    "forbid* forbidden ban banned",
    "refrain* abstain* unless except lack* absent absence fail* refus* inability hidden",
    "insufficient* inadequate* incomplete* inappropriate* inaccurate* invisible* "
    "inconspicuous dissatisf* unexpected*",
    "unsuitable unclear unaware uninsured unwell uneven* unfamiliar unlike unlikely "
    "unevenly unknown uncomfortable unchanged unusual*",
) + (
    r"|-free\b|free of|\bnon-?[a-z]{4,}|\bun[a-z]{3,}(?:ed|able|ible)\b|\bin[a-z]{4,}(?:able"
    r"|ible)\b"
    r"|\w{3,}less\b|\bkeep\w* [^,.;]{2,40} from\b|\bless than\b|\bunder \d"
)


_RENDERINGS: list[tuple[Cue, Cue]] = [
    (
        Cue(r"아니라|아닌|말고|대신|지\s?않고"),
        english("rather instead"),
    ),
    (
        Cue(r"[없않](?:는|은|았는)지(?!만)"),
        english("whether any rule* for"),
    ),
    (
        Cue(r"(?:까지|전에는?|아직)[^.]{0,30}(?:않|말|마|못)"),
        english("wait* yet still"),
    ),
    (
        Cue(r"(?:않도록|않게)[^.]{0,6}(?:주의|조심)"),
        english("careful* caution* watch mind beware"),
    ),
    (
        Cue(r"금[연주식]"),
        english("quit* stop* fast* abstain* smoke-free nothing empty"),
    ),
    (
        Cue(r"(?:넘[기지]|초과하|벗어나)지\s?않"),
        english("within up_to at_most under below limit* keep* kept"),
    ),
    (
        Cue(r"(?:짜|맵|달|심하|과하|무리하)(?:게|지)\s?[가-힣\s]{0,6}않"),
        english("low-salt low mild gentle* light* moderate* bland small"),
    ),
    (
        Cue(r"피[하해할]|삼가"),
        english("stay* out away off skip keep"),
    ),
    (
        Cue(r"않(?:도록|게)|못하(?:도록|게)|지_?않기"),
        english("prevent* protect* keep keeps keeping stop*"),
    ),
    (
        Cue(
            r"잘\s?[가-힣\s]{1,6}지\s?(?:는\s)?(?:않|못)|(?:좋|나쁘|크|고르|원활하"
            r"|일정하|충분하|뚜렷하|또렷하|매끄럽|맞|선명하)지\s?않"
        ),
        english(
            "fine little small hard harder difficult* poor* trouble weak* slow* "
            "irregular* inconsisten* low blurred rough coarse"
        ),
    ),
    (
        Cue(r"미치지\s?못|(?:기대|생각)만큼|안\s?되[는면었]|넘지\s?않"),
        english("short below under less disappoint*"),
    ),
    (
        Cue(r"없(?:어[서도요]?|는|으면|고|이|습|다|었)"),
        english(
            "numb* silen* quiet good_health fine small lost lose loses losing "
            "little few weakness ineffective alone disappear* eliminat*"
        ),
    ),
    (
        Cue(r"아니고서|아닌\s|외에는|지\s?않는\s?한"),
        english("other_than but except only"),
    ),
    (
        Cue(r"지\s?(?:않은|않았|못한)|기\s?전"),
        english("before immature fresh raw trouble"),
    ),
]
"""What a Korean negation is often rendered by in English, without a negative word."""


class Negation(Check):
    """A negation lost, or one the source does not have."""

    name = "negation"

    cues: Mapping[str, Cues] = {
        "ko": Cues(Cue(_KO_PLAIN), Cue(_KO_SOFT), Cue(_KO_IDLE)),
        "en": Cues(
            Cue(_EN_PLAIN, uncased=True),
            Cue(_EN_SOFT, uncased=True),
            Cue(
                r"\bno\.|\bnot (?:only|just|to mention)\b|\bif not\b|\bno (?:earlier|sooner"
                r"|later|fewer) than\b|\bwhether or not\b"
                r"|\bno (?:doubt|exaggeration|wonder|matter|less than|more than|longer)\b|\bno,",
                uncased=True,
            ),
        ),
    }

    def find(self, pair: Pair) -> Iterable[Finding]:
        """Yield a finding where one side negates more than the other may render."""
        ours, theirs = self.cues.get(pair.source_language), self.cues.get(pair.target_language)
        if ours is None or theirs is None:
            return
        lost = _unanswered(ours, pair.source, theirs, pair.target, lambda: rendered_freely(pair))
        if lost:
            yield self.finding(
                f"The source negates ({_quote(pair.source, lost)}); the translation does not"
                f"{'' if len(lost) == 1 else ' as often'}.",
                lost,
                theirs.plain_spans(pair.target),
            )
        added = _unanswered(
            theirs, pair.target, ours, pair.source, lambda: rendered_freely(_turned(pair))
        )
        if added:
            yield self.finding(
                f"The translation negates ({_quote(pair.target, added)}); the source does not"
                f"{'' if len(added) == 1 else ' as often'}.",
                ours.plain_spans(pair.source),
                added,
            )


def rendered_freely(pair: Pair) -> int:
    """Return how many Korean negations of the source an English target says without a negation."""
    if (pair.source_language, pair.target_language) != ("ko", "en"):
        return 0
    return _freely(pair, _RENDERINGS + ANTONYMS) + _by_opposites(pair, Negation.cues["ko"])


def _turned(pair: Pair) -> Pair:
    return Pair(
        source=pair.target,
        target=pair.source,
        source_language=pair.target_language,
        target_language=pair.source_language,
    )


def _freely(pair: Pair, renderings: Iterable[tuple[Cue, Cue]]) -> int:
    """Return how many negations of the source are rendered without a negative word."""
    negated = {
        match.end()
        for here, there in renderings
        if (match := here.search(pair.source)) is not None and there.search(pair.target)
    }
    return len(negated)


def _by_opposites(pair: Pair, cues: Cues) -> int:
    """Return how many negations negate a word that is not in the translation either.

    Those are said by an opposite (젖지 않게, "keep it dry") rather than lost ("get it wet").
    """
    entries = lexicon(pair.source_language, pair.target_language)
    if entries is None or pair.source_language != "ko":
        return 0
    stems = stem_set(pair.target)
    negated = (
        [entries[word] for word, _ in korean_words(_negated(pair.source, span), entries)]
        for span in cues.plain_spans(pair.source)
        if pair.source[span[0]] not in "없아"
    )
    return sum(
        bool(found) and all(entry.renderings.isdisjoint(stems) for entry in found)
        for found in negated
    )


def _negated(text: str, span: Span) -> str:
    """Return the eojeol that the negation at `span` is about."""
    start = span[0]
    if text[start] in "안못" and not text[:start][-1:].strip():
        following = re.match(r"\s*([가-힣]+)", text[start + 1 :])
        return following[1] if following else ""
    if text[start] == "지":
        start += 1
    before = re.search(
        r"([가-힣]{1,12})\s?(?:전혀\s|거의\s|잘\s|더\s)?$", text[max(0, start - 20) : start]
    )
    return before[1] if before else ""


_JOINT = Cue(_EN_PLAIN + r"|\bavoid\w*|\brefrain\w*", uncased=True)
_ONLY = Cue(r"밖에\s?없")
_NO_CHOICE = Cue(
    r"\bno (?:other )?(?:choice|option|alternative)\b|\bcannot (?:help )?but\b", uncased=True
)
"""Two idioms that render each other, and so answer no other negation."""
_OR = re.compile(r"\b(?:or|nor)\b", re.I)
"""One English negation reaches over what `or` joins to it."""


def _unanswered(
    cues: Cues, text: str, others: Cues, other: str, freely: Callable[[], int]
) -> list[Span]:
    """Return the plain cues of `text` if they outnumber all that may answer them in `other`.

    `freely` counts answers of other kinds, and is asked only where it matters.
    """
    plain = cues.plain_spans(text)
    if not plain:
        return []
    starts = {start for start, _ in others.broad.spans(other)}
    starts.update(start for start, _ in others.plain.spans(other))
    answers = len(starts)
    answers -= min(len(_ONLY.spans(text)), len(_NO_CHOICE.spans(other)))
    if joint := _JOINT.search(other):
        answers += len(_OR.findall(other, joint.end()))
    return plain if len(plain) > answers and len(plain) > answers + freely() else []


def _quote(text: str, spans: list[Span]) -> str:
    return ", ".join(text[start:end].strip() for start, end in spans[:3])
