"""A negation stays a negation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pipeline.checks.base import Check, Pair
from pipeline.checks.cues import Cues, anyof, words
from pipeline.records import Finding, Span

_KO_PLAIN = anyof(
    "않(?!을까|나요|으세요|으신가|을는|았나)",
    "(?<![끊빠])없(?!애|앨|앱|앤|앴|어지|어질|어진|어졌|을까|나요)",
    "(?<![잘가-힣])못_?[하해한할합했](?!지_?않)",
    "지(?:는|도|를)?_?못",
    "아닙|아닌(?!가|지)|아니(?:에요|예요|고|며|었|므로|기|지만|어서|어도|야|다|라)|아닐(?!까|지)",
    "지(?:는|도)?_?(?:말(?!걸)|마세|마시|마십|마라|맙)",
    r"(?<![가-힣])안_?(?:되|됩|돼|된)",
    r"(?<![가-힣])안\s(?=나|받|쓰|먹|생|보이|좋|아프|맞|가[^까운]|오|와|온|들|해|하)(?![가-힣]*쪽)",
    r"(?<![가-힣])못\s(?=자|잤|먹|받|맡|쓰|가|갑|보|봤|볼|참|견|일어|걷|알아|믿|느|움)",
    "금지|(?<!소)금물(?!로)|삼가|불가능|불가(?!피)|불필요",
    "(?<![가-힣])피(?:하[세시셔십]|하는_?[것게편]|하고|해_주|해야|해_보|해요|합니다)",
)  # fmt: skip
_KO_SOFT = anyof(
    "아니면|아닌가|아닌지|아닐[까지]|아니나|아니냐|않을까|않나|않았나|않으세요|않으신가|않을는|없을까|없나",
    "없애|없앨|없앱|없어[지질졌]|밖에|뿐|모르|몰[라랐]|모자라|부족|어려[우운웠울]|힘[들든]|싫|괜히|헛|별도|드[물문]",
    "(?<![가-힣])비(?:급여|흡연|수술|절개)|(?<![가-힣])무(?:통|쌍|흡연|증상|보정|조건|관)|금[식연주기]|(?<![가-힣])불(?:가|필요|편|량|완전|규칙|균형|분명)|(?<![가-힣])피[하해할한합했]|말고|아직",
)  # fmt: skip
_KO_IDLE = anyof(
    "뿐_?(?:만_?)?아니|지_?않을_?수_?없|지_?않으면_?안_?[되됩돼된]|안_?[가-힣]+면_?안_?[되됩돼된]|틀림_?없|빠짐_?없|끊임_?없|(?:상관|관계)_?없",
    "변함_?없|손색_?없|못지_?않|머지_?않|(?:얼마|오래)_?(?:지나지_?|되지_?)?(?:않|안_?(?:되|돼|된))|적지_?않|만만치_?않|만만찮|더할_?나위_?없",
    "밖에_?(?:[가-힣]+지_?)?(?:[가-힣]+_?)?(?:없|않|안|못)|수밖에_?없|에_?(?:지나지|불과하지)_?않|언제_?그랬|어쩔_?수_?없|다름_?없|다를_?바_?없|할_?것_?없이|남김_?없|(?:망설임|주저)_?없",
    "무리_?없|소용_?없|여지_?없|그렇지_?않으면|아니면|지_?않겠|말_?없|쉴_?새_?없|(?:스스럼|거리낌|어김|차별)_?없|더_?없|멀지_?않|작지_?않",
    "없는지|않는지|않은지|않았는지|않았다면|(?:이|가)_안_되|두말할|없지_?않|않지_?않|않다면|아끼지_?않|아끼지_말|무리가_없|(?:되|지나)지_?않았|알아서|언제_?그랬냐",
    "없나|않나|없을까|않을까|없으신가|않으신가|않으세요|없으세요|잊지_?(?:않|말|마)|예상(?:하|치)_?못|빠뜨리지_?(?:않|말|마)",
)  # fmt: skip
_EN_PLAIN = words("not cannot never none nothing nobody nowhere nor neither without no") + r"|n['’]t\b"
_EN_SOFT = words(
    "avoid* hardly barely scarcely rarely seldom impossible unable unnecessary prohibit* forbid* forbidden ban banned",
    "refrain* abstain* unless except lack* absent absence fail* refus* rather instead inability hidden",
    "insufficient* inadequate* incomplete* inappropriate* inaccurate* invisible* inconspicuous dissatisf* unexpected*",
    "unsuitable unclear unaware uninsured unwell uneven* unfamiliar unlike unlikely unevenly unknown uncomfortable unchanged unusual*",
) + (
    r"|-free\b|free of|\bnon-?[a-z]{4,}|\bun[a-z]{3,}(?:ed|able|ible)\b|\bin[a-z]{4,}(?:able|ible)\b"
    r"|\w{3,}less\b|\bkeep\w* [^,.;]{2,40} from\b|\bless than\b|\bunder \d"
)


_RENDERINGS: Mapping[tuple[str, str], list[tuple[re.Pattern[str], re.Pattern[str]]]] = {
    ("ko", "en"): [
        (
            re.compile(r"않(?:도록|게)|못하(?:도록|게)|지_?않기"),
            re.compile(words("prevent* protect* keep keeps keeping stop*"), re.I),
        ),
        (
            re.compile(r"잘\s?[가-힣\s]{1,6}지\s?(?:는\s)?(?:않|못)|(?:좋|고르|원활하|일정하|충분하|뚜렷하|또렷하|매끄럽|맞|선명하)지\s?않"),
            re.compile(words("hard harder difficult* poor* trouble weak* slow* irregular* inconsisten* low blurred rough coarse"), re.I),
        ),
        (
            re.compile(r"미치지\s?못|(?:기대|생각)만큼|안\s?되[는면었]|넘지\s?않"),
            re.compile(words("short below under less disappoint*"), re.I),
        ),
        (
            re.compile(r"없(?:어[서도요]?|는|으면|고|이|습|다)"),
            re.compile(words("lost lose loses losing little few weakness ineffective alone disappear* eliminat*"), re.I),
        ),
        (
            re.compile(r"아니고서|아닌\s|외에는|지\s?않는\s?한"),
            re.compile(words("other_than but except only"), re.I),
        ),
        (
            re.compile(r"지\s?(?:않은|않았|못한)|기\s?전"),
            re.compile(words("before immature fresh raw trouble"), re.I),
        ),
    ],
}
"""What a negation of one language is often rendered by in another, without a negative word."""


class Negation(Check):
    """A negation lost, or one the source does not have."""

    name = "negation"

    cues: Mapping[str, Cues] = {
        "ko": Cues(re.compile(_KO_PLAIN), re.compile(_KO_SOFT), re.compile(_KO_IDLE)),
        "en": Cues(
            re.compile(_EN_PLAIN, re.I),
            re.compile(_EN_SOFT, re.I),
            re.compile(
                r"\bno\.|\bnot (?:only|just|to mention)\b|\bif not\b|\bwhether or not\b"
                r"|\bno (?:doubt|exaggeration|wonder|matter|less than|more than|longer)\b|\bno,",
                re.I,
            ),
        ),
    }

    def find(self, pair: Pair) -> Iterable[Finding]:
        """Yield a finding where one side negates more than the other may render."""
        ours, theirs = self.cues.get(pair.source_language), self.cues.get(pair.target_language)
        if ours is None or theirs is None:
            return
        renderings = _RENDERINGS.get((pair.source_language, pair.target_language), [])
        freely = sum(
            bool(here.search(pair.source) and there.search(pair.target))
            for here, there in renderings
        )
        lost = _unanswered(ours, pair.source, theirs, pair.target, freely)
        if lost:
            yield self.finding(
                f"The source negates ({_quote(pair.source, lost)}); the translation does not"
                f"{'' if len(lost) == 1 else ' as often'}.",
                lost,
                theirs.plain_spans(pair.target),
            )
        added = _unanswered(theirs, pair.target, ours, pair.source)
        if added:
            yield self.finding(
                f"The translation negates ({_quote(pair.target, added)}); the source does not"
                f"{'' if len(added) == 1 else ' as often'}.",
                ours.plain_spans(pair.source),
                added,
            )


def _unanswered(cues: Cues, text: str, others: Cues, other: str, freely: int = 0) -> list[Span]:
    """Return the plain cues of `text` if they outnumber all that may answer them in `other`."""
    plain = cues.plain_spans(text)
    if not plain:
        return []
    answers = {span[0] for span in others.broad_spans(other)}
    answers.update(match.start() for match in others.plain.finditer(other))
    return plain if len(plain) > len(answers) + freely else []


def _quote(text: str, spans: list[Span]) -> str:
    return ", ".join(text[start:end].strip() for start, end in spans[:3])
