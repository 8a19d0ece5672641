"""A warning keeps its force."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.checks.base import Check, Pair
from pipeline.checks.cues import Cue, Kind, english, korean
from pipeline.checks.negation import rendered_freely
from pipeline.records import Finding, Span


def _en(*lines: str) -> Cue:
    return english(*lines, more=r"n['’]t\b")


_NO_EN = (
    "not cannot never no none nothing without avoid* refrain* prohibit* forbid* forbidden "
    "contraindicat* abstain* stop* unsafe ban banned",
    "off-limits rather instead stay_away hold_off discourag* skip taboo unless nor neither",
)
_MUST_EN = (
    "must should need* have_to has_to having_to had_to necessary necessarily essential* "
    "requir* be_sure make_sure important* always without_fail",
    "imperative only crucial vital ought mandatory oblig* indispens* ensure be_certain",
    "key definitely surely prerequisite remember wary beware careful",
)
_MUST_NOT_EN = ("never unless until do_not avoid* refrain* abstain* cannot",)

_BAN_KIND = "a ban"
_MUST = "that it must be done"
FORCES = (
    Kind(
        _BAN_KIND,
        {
            "ko": korean(
                "지_?(?:는_)?(?:마세요|마십시오|마시고|마시기|마시길|말아_?주|말아야"
                "|마시는) 안_됩니다 안_돼요 안_된다 안_되며 안_되고 금지 (?<!소)금물 "
                "(?<![가-힣])금기 (?<![가-힣])삼가 피하세요 피하십시오 피해_주 피해야 "
                "피하셔야 자제 (?<![가-힣])금합니다 (?<![가-힣])금하고",
            ),
            "en": english("do_not must_not should_not avoid prohibited contraindicated refrain"),
        },
        {
            "en": _en(*_NO_EN),
            "ko": korean(
                "않 마[세시십라] 말[고아아기라] 안_?[되됩돼된] 금[지물기식연주] 삼가 "
                "피[하해할한합] 자제 못 없 불가 안_ 중단 멈 조심 주의 제한 끊 미[루뤄] 쉬 "
                "뺀 빼"
            ),
        },
    ),
    Kind(
        _MUST,
        {
            "ko": korean(
                r"(?:반드시|(?<![가-힣])꼭)(?:[^.,]{0,40}야\s?[합해하됩])? 필수 "
                r"[가-힣]야_(?:합니다|해요|하며|하고|하므로|합니다만|됩니다)"
            ),
            "en": english("must be_sure_to without_fail essential mandatory"),
        },
        {
            "en": _en(*_MUST_EN, *_MUST_NOT_EN),
            "ko": korean(
                "반드시 꼭 필수 야_?[하합해되됩돼] 필요 중요 주세요 세요 십시오 바랍니다 "
                "야만 지_않으면 안_?[되됩돼] 마[세시] 핵심 원칙 관건 빠짐없 어야 아야 여야 "
                "해야 마땅 요구 당연 우선 먼저"
            ),
        },
    ),
    Kind(
        "that there is no exception",
        {
            "ko": korean(
                "(?<![가-힣])절대(?!적|값|_?(?:많|적)) (?<![가-힣])결코 엄격[히하] (?:전면"
                "|일절|일체)_"
            ),
            "en": english("absolutely strictly under_no_circumstances"),
        },
        {
            "en": _en(
                "never absolut* strict* under_no at_all ever on_no_account complete* any "
                "must total* entire* no_means by_no_means certain* whatever definite* none "
                "cannot nothing sure* do_not not no"
            ),
            "ko": korean("절대 결코 엄격 전면 일절 일체 전혀 반드시 꼭 철저 아예 아무 도_"),
        },
    ),
    Kind(
        "that it is urgent",
        {
            "ko": korean(
                "(?:즉시|곧바로|곧장|지체_없이|당장|서둘러|최대한_빨리|가능한_한_빨리"
                "|바로(?!_(?:위|아래|옆|앞|뒤|이|그|기미)))[^.]{0,25}(?:내원|연락|병원|진료"
                "|중단|말씀|알려|응급|치료|상담|오[세셔시]|풀어|가[세셔시]야|제거|전화|검사)",
            ),
            "en": english("immediately right_away at_once without_delay promptly"),
        },
        {
            "en": _en(
                "immediate* right_away at_once prompt* without_delay straight as_soon_as "
                "urgent* quickly instantly directly emergenc* right_after same_day rush* "
                "on_the_spot straightaway"
            ),
            "ko": korean(
                "즉시 바로 곧 지체 당장 서둘 빨리 빠르 얼른 응급 신속 급 직후 먼저 이내 "
                "대로 그날 미루 늦 빠른 자리에서 순간 단숨 한꺼번 한_번에 일찍 조기 당일 "
                "즉각 날_"
            ),
        },
    ),
    Kind(
        "that care is needed",
        {
            "ko": korean(
                "주의(?=하|해|가_필요|를_?기울|하셔|합니다|바랍) 조심하[세시셔] 유의 주의_?사항"
            ),
            "en": english("caution* beware be_careful"),
        },
        {
            "en": _en(
                "caution* care careful* attention attentive* warn* beware watch* "
                "precaution* note* heed* aware vigilan* avoid* mind* instruction* wary "
                "prudent*"
            ),
            "ko": korean(
                "주의 조심 유의 경고 신중 꼼꼼 세심 살펴 정성 조심스 섬세 안전 부드럽 살살 "
                "피[하해] 경계 예민 잘_ 함부로 무리 지_않도록 섣 마세요"
            ),
        },
    ),
    Kind(
        "a side effect or risk",
        {
            "ko": korean("부작용 합병증 위험(?!_요소|이_아|하다고_) (?<![가-힣])금기"),
            "en": english("side_effects complications risk dangerous contraindicated"),
        },
        {
            "en": _en(
                "side_effect* adverse* complication* risk* danger* hazard* contraindicat* "
                "unsafe harm* reaction* problem* trouble* safe* threat* prone"
            ),
            "ko": korean(
                "부작용 합병증 위험 금기 우려 문제 탈 걱정 안전 염려 해[로롭] 가능성 사고 "
                "수_있 이상_반응 지장 무리 조심 쉽 부담 위협 위태 불안 리스크"
            ),
        },
    ),
)
"""The kinds of warning that a translation must carry."""

_HARMS: tuple[tuple[str, str], ...] = (
    ("출혈", "bleed* hemorrhag* haemorrhag* blood*"),
    ("감염", "infect* septic sepsis contamina*"),
    ("괴사", "necro*"),
    ("혈종", "hematoma* haematoma* blood"),
    ("흉터|반흔", "scar* keloid* mark*"),
    ("염증", "inflam* infect* cellulitis folliculitis blepharitis dermatitis phlebitis"),
    ("비대칭", "asymmetr* uneven* symmetr* differ*"),
    ("구축", "contract* shorten*"),
    ("알레르기", "allerg* hypersens* sensitiv* anaphyl*"),
    ("실명", "blind* vision sight"),
    (r"화상(?!으로_볼|_?(?:상담|통화|진료|회의|전화))", "burn* scald*"),
    ("색소_?침착", "pigment* hyperpigment* discolor* dark* pih"),
    ("혈전|색전", "clot* thromb* embol*"),
    ("신경_?손상", "nerve* paraly*"),
    ("마비", "paraly* pals* numb* anesth* weak* droop* anaesth* pare* ileus"),
    ("호흡_?곤란", "breath* respirat* dyspn*"),
    ("쇼크", "shock anaphyla*"),
    ("사망", "death* die* dead fatal* mortal* dying"),
    ("재발", "recur* relaps* again return* come*_back reappear*"),
    ("안구_?건조", "dry*"),
    ("장액종", "seroma* fluid"),
)
_HARM_CONTEXT = re.compile(
    r"※|부작용|합병증|발생|생길|위험|가능성|나타날|나타나|우려|주의|있을\s?수|올\s?수|남을|수\s?있"
)
_HARM_CUES = tuple((korean(here), english(there)) for here, there in _HARMS)


class Warnings(Check):
    """A ban, an obligation, an urgent call, a caution or a possible harm lost or weakened."""

    name = "warning"
    severity = "warning"

    def find(self, pair: Pair) -> Iterable[Finding]:
        """Yield a finding for each kind of warning that the translation does not carry."""
        for force in FORCES:
            plain = force.plain.get(pair.source_language)
            broad = force.broad.get(pair.target_language)
            if plain is None or broad is None:
                continue
            spans = plain.spans(pair.source)
            if not spans:
                continue
            answers = len(broad.spans(pair.target))
            if force.name == _BAN_KIND and len(spans) > answers:
                answers += rendered_freely(pair)
            if force.name == _MUST:
                spans = [span for span in spans if not _is_ban(pair.source, span)]
                answers -= min(_bans(pair), len(_MUST_NOT.spans(pair.target)))
            if len(spans) > max(0, answers):
                start, end = spans[0]
                yield self.finding(
                    f"The source says {force.name} ({pair.source[start:end].strip()}); "
                    "the translation does not.",
                    spans,
                )
        if (pair.source_language, pair.target_language) == ("ko", "en"):
            yield from self._harms(pair)

    def _harms(self, pair: Pair) -> Iterable[Finding]:
        if not _HARM_CONTEXT.search(pair.source):
            return
        for harm, rendering in _HARM_CUES:
            spans = harm.spans(pair.source)
            if spans and not rendering.spans(pair.target):
                start, end = spans[0]
                yield self.finding(
                    f"The source warns of {pair.source[start:end]}; the translation does not.",
                    [(start, end)],
                )


_MUST_NOT = _en(*_MUST_NOT_EN)
_BAN = re.compile(r"말아|삼가|피[하해]|금[지물]|않아|조심")


def _is_ban(text: str, span: Span) -> bool:
    """Return whether an obligation is one to leave something (삼가야 합니다)."""
    return bool(_BAN.search(text, max(0, span[0] - 4), span[1]))


def _bans(pair: Pair) -> int:
    """Return how many bans of the source the translation renders: they render no obligation."""
    plain = FORCES[0].plain.get(pair.source_language)
    broad = FORCES[0].broad.get(pair.target_language)
    if plain is None or broad is None:
        return 0
    return min(len(plain.spans(pair.source)), len(broad.spans(pair.target)))
