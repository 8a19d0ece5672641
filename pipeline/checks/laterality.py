"""A side stays the side it is: left and right, upper and lower, one and both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pipeline.checks.base import Check, Pair
from pipeline.checks.cues import Cue, Cues, english, korean
from pipeline.records import Finding, Span


class _Axis(NamedTuple):
    """Two opposite places, by the name that a message gives them."""

    names: tuple[str, str]
    cues: Mapping[str, tuple[Cues, Cues]]
    strict: bool = False


def _ko(plain: str, broad: str) -> Cues:
    return Cues(korean(plain), korean(f"{plain} {broad}" if broad else plain))


def _en(plain: str, broad: str) -> Cues:
    return Cues(english(plain), english(plain, broad))


_BODY = (
    r"(?:side|eye|eyelid|ear|earlobe|cheek|cheekbone|brow|eyebrow|arm|hand|leg|foot|breast|jaw|"
    r"nostril|face|half|nasal|nose|temple|shoulder|thigh|chin|corner|lid|lip|hip|lung|kidney|knee|"
    r"elbow|wrist|ankle|calf|areola|nipple|neck|alar|fold|implant|forehead|tooth|molar|thumb"
    r"|finger)s?"
)


def _hand(name: str) -> Cue:
    pattern = (
        rf"\b(?:on|to|from|than|and|of|by|only|or|in)\s(?:the|your|my|his|her|their)\s{name}\b"
        r"(?=[.,;:)]|$|\s(?:is|was|are|were|and|only|or|to|than|but|for|by|has|had|as|after"
        r"|with)\b)"
        rf"|\b{name}[\s-](?:(?:and|or)\s(?:left|right)\s)?(?:(?:upper|lower|inner|outer"
        rf"|front|back)\s)?{_BODY}\b"
        r"|\b(?:left|right)(?:\s(?:and|or|to)\s|[-/])(?:left|right)\b"
    )
    return Cue(pattern, uncased=True)


_AXES = (
    _Axis(
        ("left", "right"),
        {
            "ko": (
                _ko("왼쪽 왼편 왼[손발팔눈볼귀턱뺨] 좌측 좌안", "좌 왼"),
                _ko(
                    "오른[쪽손발팔눈볼귀턱뺨편] 우측 우안",
                    "좌우 (?<![가-힣])우(?=[_,/·(]) 우편",
                ),
            ),
            "en": (
                Cues(_hand("left"), english("left lefts leftward leftmost")),
                Cues(_hand("right"), english("right rightward rightmost")),
            ),
        },
        strict=True,
    ),
    _Axis(
        ("both sides", "one side"),
        {
            "ko": (
                _ko(
                    "양쪽 양측 양옆 양[볼눈손팔발끝] 두_(?:눈|볼|귀|다리|가슴|쪽)(?!썹) 둘_다",
                    "양 둘 두 좌우 서로",
                ),
                _ko("한쪽 편측 한_(?:눈|볼|귀|다리|가슴) 단측", "한_ 하나"),
            ),
            "en": (
                _en("both bilateral* either_side each_side two_sides", "each either two"),
                _en("one_side one unilateral* single_side one-sided only_the", "single"),
            ),
        },
    ),
    _Axis(
        ("upper", "lower"),
        {
            "ko": (
                _ko(
                    r"윗 (?<![가-힣])위(?=[로에의를와는쪽턱팔눈입가까]|_?아래|\s) 상안 상악 "
                    r"상순 상체 상부 상복부 귀위",
                    "높 올 머리 상하 상단 끌",
                ),
                _ko(
                    "아랫 아래 하안 하악 하순 하체 하부 하복부 밑",
                    "낮 내[려린] 하단 상하 이하 미만",
                ),
            ),
            "en": (
                _en(
                    "upper above upward upwards up top",
                    "raise* lift* high* superior upright maxilla* over",
                ),
                _en(
                    "lower below downward downwards under beneath bottom down",
                    "lower* under* mandib* submental inferior sub-brow",
                ),
            ),
        },
    ),
    _Axis(
        ("inner", "outer"),
        {
            "ko": (
                _ko("안쪽 내측 내안각 앞트임 앞머리 속에 안으로 안에", "속 내 몽고 실내"),
                _ko("바깥 외측 외안각 뒤트임 꼬리 밖 겉 옆", "외 가장자리 표면"),
            ),
            "en": (
                _en("inner inward inwards medial* inside", "internal* within into indoor*"),
                _en(
                    "outer outward outwards lateral* outside",
                    "external* side sides tail* out outdoor*",
                ),
            ),
        },
    ),
    _Axis(
        ("front", "back"),
        {
            "ko": (
                _ko("앞(?!머리|으로[는도]|으로_?의|서|두|당) 정면 전방", "전 이마"),
                _ko("뒤(?!_?(?:에는|부터|에도|로는)) 뒷 후방", "등 후 다시 되 나중"),
            ),
            "en": (
                _en("front forward anterior", "before ahead forehead frontal facing toward*"),
                _en("back behind backward backwards posterior rear", "after hind* nape later"),
            ),
        },
    ),
)


class Laterality(Check):
    """A side swapped, lost or added."""

    name = "laterality"

    def find(self, pair: Pair) -> Iterable[Finding]:
        """Yield a finding for each side that became its opposite, or left or right lost."""
        for axis in _AXES:
            ours, theirs = axis.cues.get(pair.source_language), axis.cues.get(pair.target_language)
            if ours is None or theirs is None:
                continue
            source = [cues.plain_spans(pair.source) for cues in ours]
            target = [cues.plain_spans(pair.target) for cues in theirs]
            if not any(source + target):
                continue
            lost = [
                _surplus(spans, cues, pair.target)
                for spans, cues in zip(source, theirs, strict=True)
            ]
            gained = [
                _surplus(spans, cues, pair.source) for spans, cues in zip(target, ours, strict=True)
            ]
            finding = self._compare(pair, axis, lost, gained) or self._order(
                pair, axis, source, target
            )
            if finding is not None:
                yield finding

    def _compare(
        self, pair: Pair, axis: _Axis, all_lost: list[list[Span]], all_gained: list[list[Span]]
    ) -> Finding | None:
        """Compare how often each side names a place."""
        for this, that in ((0, 1), (1, 0)):
            lost, gained = all_lost[this], all_gained[that]
            name, opposite = axis.names[this], axis.names[that]
            if lost and gained:
                return self.finding(
                    f"The source says {name} ({_first(pair.source, lost)}); the translation says "
                    f"{opposite} ({_first(pair.target, gained)}).",
                    lost,
                    gained,
                )
            if axis.strict and lost:
                return self.finding(
                    f"The source says {name} ({_first(pair.source, lost)}); the translation "
                    f"does not.",
                    lost,
                )
            if axis.strict and gained:
                return self.finding(
                    f"The translation says {opposite} ({_first(pair.target, gained)}); "
                    "the source does not.",
                    (),
                    gained,
                )
        return None

    def _order(
        self, pair: Pair, axis: _Axis, source: list[list[Span]], target: list[list[Span]]
    ) -> Finding | None:
        """Compare the order where each side names both, once."""
        if any(len(spans) != 1 for spans in source + target):
            return None
        if source[0] == source[1] or target[0] == target[1]:
            return None
        first = _standard_last(pair.source, source[0][0]) < _standard_last(
            pair.source, source[1][0]
        )
        if first == (target[0] < target[1]):
            return None
        return self.finding(
            f"“{axis.names[0]}” and “{axis.names[1]}” have changed places in the translation.",
            source[0] + source[1],
            target[0] + target[1],
        )


def _standard_last(text: str, span: Span) -> Span:
    """Return `span`, moved behind the text where it is what Korean compares with (-보다)."""
    compared = re.match(r"[가-힣]{0,6}보다", text[span[1] : span[1] + 8])
    return (span[0] + len(text), span[1] + len(text)) if compared else span


def _surplus(plain: list[Span], others: Cues, other: str) -> list[Span]:
    """Return the plain cues of a text if there are more than `other` has of any kind."""
    return plain if plain and len(plain) > len(others.broad.spans(other)) else []


def _first(text: str, spans: list[Span]) -> str:
    start, end = spans[0]
    return text[start:end].strip()
