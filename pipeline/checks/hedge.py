"""A hedge stays a hedge, and a fact stays a fact."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pipeline.checks.base import Check, Pair
from pipeline.checks.cues import Cue, Kind, english, korean
from pipeline.records import Finding, Span

_DEGREES = (
    Kind(
        "that it may be so",
        {
            "ko": korean(
                r"(?<=[가-힣])(?<!야\s.\s)_?수_?(?:도|는)?_?있(?!는|도록|어야|다는_[장점]|게"
                r"|을_만큼)",
                "가능성 우려가_있 지도_모[르릅른]",
            ),
            "en": english("may might possibly perhaps maybe"),
        },
        {
            "en": english(
                "may might can could possib* likel* likely chance* risk* potential* perhaps "
                "maybe able capable sometimes prone possible",
                "tend* probab* concern* enable* allow* let lets permit* cannot option* "
                "available suspect* susceptible would",
                "danger* threat* unable ability ready free reversible reliable trustworthy",
            ),
            "ko": korean(
                "수_?(?:도|는)?_?있 가능 우려 위험 기도_ 기도[는하] 지_?모[르를] 지도 "
                "도_?[됩되돼괜좋] 까 경우 겠 쉽 쉬[운워] 염려 법 나_?봅 듯 싶 아마 혹시 "
                "[은는인일을를]지 려고 걱정 수_없 수_밖",
                "십상 예상 볼_만 할_만 추정 의심 거예요 것_같 어쩌면 나요 나[?] 면_좋 어도 아도",
            ),
        },
    ),
    Kind(
        "that it is rare",
        {
            "ko": korean("드물게 드문 드뭅 드물 간혹 가끔 이따금 어쩌다 (?<![가-힣])때로"),
            "en": english("rarely seldom occasionally sometimes in_rare_cases"),
        },
        {
            "en": english(
                "rare* seldom occasional* sometimes uncommon* infrequent* unusual* few "
                "once_in_a_while now_and_then",
                "at_times from_time_to_time hardly exceptional* scarce* once_in_a unlikely "
                "every_now sporadic* some may can certain",
            ),
            "ko": korean(
                "드[물문뭅] 간혹 가끔 이따금 어쩌다 때로 때때로 일부 적[은게다지습] 희귀 "
                "흔치 거의 좀처럼 경우 기도 때[가도는] 때_ 수_?도 [분곳것일]도 더러 종종 "
                "많지 [분곳것일]이_있",
                "몇 수_있 [데중] 하나씩 한_번씩 나요",
            ),
        },
    ),
    Kind(
        "that it is sometimes so",
        {"ko": korean("기도_?[합해하] 경우[도가]_있"), "en": english("in_some_cases")},
        {
            "en": english(
                "sometimes may can might some also occasional* at_times case* often could "
                "instance* possible possibly there_are there_have",
                "rare* depend* few now many likely few certain one another tend* people",
            ),
            "ko": korean(
                "기도 경우 일부 때[가도] 수_?도?_있 드[물문] 간혹 가끔 [분곳것일]도 [분곳것일]이_있"
            ),
        },
    ),
    Kind(
        "that it is usual",
        {
            "ko": korean(
                "대개 보통_ 보통은 대부분 대체로 일반적으로 흔히 통상 (?<![가-힣])자주_ "
                "(?:경우|때|분|일|분들)[가이도는]_(?:더_|가장_)?많[은이아습]"
            ),
            "en": english("usually generally typically mostly"),
        },
        {
            "en": english(
                "usual* general* most* typical* normal* often common* ordinar* average "
                "in_most tend* large* main* majority as_a_rule",
                "standard frequent* regular* routine* almost nearly practically overall "
                "on_the_whole primar* predominant* many more much lot conventional mild "
                "customary repeated* number several prone",
            ),
            "ko": korean(
                "대개 보통 대부분 대체로 일반 흔[한히하해] 통상 주로 거의 많[은이아습] 많 "
                "평균 편[이입인] 자주 기본 전반 다수 상당 평소 원래 약_?[0-9] 크게 널리 "
                "주된 정도 가량 대략 표준 정상 기도 쯤 면_[됩되] 수_있"
            ),
        },
    ),
    Kind(
        "that it tends to be so",
        {
            "ko": korean(r"(?<=[은는른큰인])\s편[이인입] 경향이".replace("\\s", "_")),
            "en": english("tends"),
        },
        {
            "en": english(
                "tend* relative* rather fair* somewhat quite comparative* inclin* likely "
                "generally usual* often most* may can typical* prone on_the more less "
                "better best",
                "[a-z]*er side pretty kind trend* would easy easily slight* considerabl* "
                "sometimes preferable recommend* safe* wise advisable",
            ),
            "ko": korean(
                "편[이입인] 경향 쉽 쉬[운워] 기도 많[은이아습] 대개 보통 대부분 주로 흔 "
                "수_있 상대 비교 자주"
            ),
        },
    ),
    Kind(
        "that it depends",
        {
            "ko": korean(
                "개인차 사람마다 경우에_따라 개인에_따라 사람에_따라 "
                "[가-힣]에_따라_다[르를릅] [가-힣]마다_다[르를릅]"
            ),
            "en": english("vary varies depends"),
        },
        {
            "en": english(
                "var* depend* differ* individual* person_to_person accord* case* sometimes "
                "each everyone's another certain other some may might cases instances",
            ),
            "ko": korean(
                "개인차 마다 따라 다[르른를릅] 달[라랐] 차이 각[자각기] 다양 제각 여러 좌우 "
                "달려 변 나[름름]"
            ),
        },
    ),
    Kind(
        "that it only seems so",
        {
            "ko": korean("추정 (?<![가-힣])아마 [은는을]_것_같 알려져_있"),
            "en": english("probably presumably apparently"),
        },
        {
            "en": english(
                "seem* appear* probab* likely presum* apparent* estimat* assum* think "
                "thought feel felt believ* known said look* like suppos* guess* perhaps "
                "maybe may might",
                "reported suggest* impression could sound* reputed reportedly suspect* "
                "would considered as_if as_though call* expect* thoughts understood hear "
                "understand",
            ),
            "ko": korean(
                "추정 아마 것_같 듯 알려 보[이여인입] 생각 짐작 예상 여겨 수_있 가능 느 "
                "모양 겠 거예요 까 의심"
            ),
        },
    ),
)

_CERTAIN: Mapping[str, tuple[Cue, Cue]] = {
    "en": (
        english(
            "always definitely certainly undoubtedly surely guarantee* guaranteed "
            "inevitably invariably everyone without_exception in_all_cases every_case "
            "no_doubt for_sure"
        ),
        english(
            "always definite* certain* undoubtedly surely sure guarantee* inevitab* "
            "invariab* every all any without_exception never must absolut* each whole "
            "anyone no none constant* necessar* everyone whenever ever",
            "essential thorough* doubt* need fully complete* entire* assur* promis* nobody "
            "everything hundred 100",
        ),
    ),
    "ko": (
        korean("항상 언제나 무조건 반드시 보장 확실히 예외_없이 누구나 틀림없이"),
        korean(
            "항상 늘 언제[나든] 무조건 반드시 꼭 보장 확실 예외 누구[나도든에] 틀림 "
            "매[번일년사] 모[든두] 전부 (?<![가-힣])다\\s 절대 결코 완전 분명 당연 마련 "
            "기_마련 밖에 수밖 마다 전혀 필수 어김 빠짐 평생 한결",
            "어[떤느] 아무 철저 약속 100 확[신인답] 각자 피할_수_없 물론 는_법 하나같",
        ),
    ),
}


class Hedge(Check):
    """A hedge that became a fact, or a fact that became a hedge."""

    name = "hedge"
    severity = "warning"

    def find(self, pair: Pair) -> Iterable[Finding]:
        """Yield a finding for each degree of certainty that one side has and the other not."""
        here, there = pair.source_language, pair.target_language
        for degree in _DEGREES:
            lost = _unanswered(degree, pair.source, here, pair.target, there, counted=True)
            if lost:
                said = f"The source says {degree.name} ({_text(pair.source, lost)})"
                yield self.finding(f"{said}; the translation does not.", lost)
            added = _unanswered(degree, pair.target, there, pair.source, here)
            if added:
                said = f"The translation says {degree.name} (“{_text(pair.target, added)}”)"
                yield self.finding(f"{said}; the source states it as a fact.", (), added)
        yield from self._certain(pair)

    def _certain(self, pair: Pair) -> Iterable[Finding]:
        ours, theirs = _CERTAIN.get(pair.source_language), _CERTAIN.get(pair.target_language)
        if ours is None or theirs is None:
            return
        sure = theirs[0].spans(pair.target)
        if sure and not ours[1].search(pair.source):
            yield self.finding(
                f"The translation says “{_text(pair.target, sure)}”; the source is not so sure.",
                (),
                sure,
            )


def _unanswered(
    degree: Kind, text: str, language: str, other: str, others: str, *, counted: bool = False
) -> list[Span]:
    """Return where `text` is of `degree` if `other` is not, or (`counted`) not as often."""
    plain, broad = degree.plain.get(language), degree.broad.get(others)
    if plain is None or broad is None:
        return []
    spans = [span for span in plain.spans(text) if not _idle(text, span)]
    if not spans:
        return []
    answers = len(broad.spans(other))
    return spans if answers < (len(spans) if counted else 1) else []


def _idle(text: str, span: Span) -> bool:
    """Return whether a cue is the month of May, or ability on a condition (-야 … 수 있다)."""
    start, end = span
    if text[start:end] == "May":
        return start > 0
    return text[end - 1] == "있" and bool(_ONLY_IF.search(text, 0, start))


_ONLY_IF = re.compile(r"야(?:만)?\s[^,.]{1,30}$")


def _text(text: str, spans: list[Span]) -> str:
    start, end = spans[0]
    return text[start:end].strip()
