"""Claims that the advertising rules of Korea's Medical Service Act restrict (article 56)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.checks.base import Check, Pair
from pipeline.checks.cues import Cue, Kind, english, korean
from pipeline.records import Finding, Span

_CLAIMS = (
    Kind(
        "a guarantee",
        {
            "ko": korean(
                r"100%_?(?:성공|만족|완치|보장|안전|효과|책임|생착) 보장(?:합니다|해_|하는"
                r"|하며|되는|됩니다|드|할_수_있) 장담(?:합|해|하) 약속(?:드립니다|합니다"
                r"|하는|해_)",
                r"완치(?:됩|돼|시[켜킵]|가_가능|율|할|를|_보장) 확실[한히]_?(?:효과|개선"
                r"|결과|해결|좋|달라|사라) 반드시_[가-힣\s]{0,8}(?:만족|예뻐|성공|좋아"
                r"|효과) 무조건_?[가-힣\s]{0,6}(?:좋아|예뻐|성공|만족|효과)",
                r"(?:재발률?|실패)[은이]?_?(?:률_?)?(?:0%|제로|없) 평생_?(?:유지|보장|책임) "
                r"영구[적히]_?(?:효과|유지|으로) 완벽(?:한_?결과|하게_?(?:해결|없|제거"
                r"|사라))",
            ),
            "en": Cue(
                r"\bguarantee[sd]?\s(?!period|program|card|certificate)|\bguaranteed\b"
                r"|\b100\s?(?:%|percent)\s(?:\w+\s)?(?:success|safe|satisf\w+|effective"
                r"|cure\w*)|\bsure to (?:work|succeed|satisfy)"
                r"|\bcompletely cured?\b|\bperfect results?\b|\bpermanent results?\b"
                r"|\bpromise (?:you )?(?:a |the )?(?:\w+ )?(?:result|success|satisfaction"
                r"|cure)",
                uncased=True,
            ),
        },
        {
            "ko": korean(
                "보장 장담 약속 확실 100 완치 반드시 무조건 완벽 틀림 완전 책임 보증 평생 "
                "영구 0% 맹세"
            ),
            "en": english(
                "guarantee* promis* assur* certain* sure* definite* 100% complete* cure* "
                "always unconditional* perfect* ensure* without_fail entire* fully warrant* "
                "responsib* full absolut* permanent* life lifetime zero 0% for_good swear"
            ),
        },
    ),
    Kind(
        "that there are no side effects",
        {
            "ko": korean(
                r"(?:부작용|합병증|위험|후유증)[이은도]?_?(?:전혀_|걱정_|거의_|일절_"
                r"|단_[가-힣\s]{1,4}도_)?(?:걱정_?)?(?:없는|없이|없습니다|없어요|없었|없던"
                r"|제로|0%)",
                r"(?:통증|흉터|멍|붓기|출혈)[이은도]?_?(?:전혀_|걱정_|일절_)?(?:없는_(?:수술"
                r"|시술|주사|레이저|방법|리프팅)|없이_(?:안전|완벽)|제로|걱정_없) 100%_안전 "
                r"(?:완전히|절대|가장)_안전한_(?:수술|시술|방법|주사) 무통_?(?:수술|시술"
                r"|주사)",
            ),
            "en": Cue(
                r"\b(?:no|without(?: any)?|zero|free of|not had a single|not a "
                r"single)\s(?:side effects?|complications?|risks?)\b"
                r"|\b(?:completely|totally|100%|absolutely|perfectly)\s(?:safe|risk-free)\b"
                r"|\b(?:side-effect|scar|pain|risk)-free\b",
                uncased=True,
            ),
        },
        {
            "ko": korean("없 무통 제로 않 못 안전 무 안_ 걱정 적[은게다습] 거의 0%"),
            "en": english(
                "no not without zero none free never safe* painless* little risk-free "
                "minimal* nor neither almost hardly less few cannot"
            ),
        },
    ),
    Kind(
        "a superlative",
        {
            "ko": korean(
                r"(?:국내|세계|업계|지역|강남|전국|한국|아시아|대한민국)_?(?:에서_)?(?:가장_"
                r"|제일_)?(?:최초|최고|최대|유일|최다|1위|넘버원) 최고의_(?:병원|의료진|실력"
                r"|기술|의사|전문|명의|결과|선택|원장|시설) 최고[라]?_?(?:자부|인정|병원) "
                r"최초로_(?:도입|개발|시행|선보) 유일한_(?:병원|의사|방법|클리닉|곳) "
                r"(?<![가-힣0-9])1위(?!한|로_꼽) 최상의_(?:결과|의료) 독보적 타의_추종 "
                r"넘버원"
            ),
            "en": Cue(
                r"\bthe (?:best|top|leading|only|first|largest|finest) "
                r"(?:\w+\s){0,2}?(?:clinic|hospital|surgeons?|doctors?|staff|team) (?:in|of"
                r"|that)\b|\b(?:number one|no\. 1|#1|world['’]s (?:first|best)|korea['’]s "
                r"(?:first|best|largest|top)|unrivall?ed|second to none)\b"
                r"|\b(?:best|first|largest|only one) in (?:korea|the (?:world|country|nation))\b",
                uncased=True,
            ),
        },
        {
            "ko": korean(
                "최[고초대상선다] 유일 1위 으뜸 제일 가장 일류 첫 처음 단_하나 대표 1등 "
                "만이 독보 넘버원 추종"
            ),
            "en": english(
                "best top first leading only unique largest biggest highest number_one "
                "no._1 #1 greatest finest most foremost unrivaled unrivalled one rank* "
                "supreme optimal unmatched unparalleled second_to_none"
            ),
        },
    ),
    Kind(
        "a patient's word as proof",
        {
            "ko": korean(
                r"(?:후기|증언|체험담)[가이들로를]{0,2}_?[가-힣\s]{0,8}(?:증명|입증|말해"
                r"|보장) (?:효과|결과|실력)[는은가이]_?[가-힣\s]{0,6}(?:증명"
                r"|입증)[이]?_?(?:됐|되었|된|합|했|해) (?:연예인|인플루언서|셀럽|스타|아이돌"
                r"|모델|배우)[가-힣A-Z\s]{0,12}(?:극찬|추천|선택|받은|인정|반한|찾는|다녀) "
                r"실제_?후기로 (?:인생|평생)_?(?:병원|시술|수술|의사)",
            ),
            "en": english(
                "reviews_prove reviews_speak testimonials_prove already_proven "
                "patients_prove celebrit*_rave* praised_by_celebrit*"
            ),
        },
        {
            "ko": korean("후기 증명 입증 말해 극찬 추천 경험 인생 체험 연예인"),
            "en": english(
                "review* testimonial* prov* proof word* account* experienc* show* speak* "
                "stor* celebrit* star* rave* prais* recommend* chose* choice testif* vouch* "
                "influencer* idol* actor* actress* model* life"
            ),
        },
    ),
)
_DENIED = re.compile(
    r"않|(?<!부작용 )(?<!부작용이 )(?<!통증 )없|못|아니|아닌|금지|어렵|거짓|과장|안\s?[되됩돼]"
    r"|피하|피해|의심|경계|믿지|주의"
    r"|까요|나요|가요|\?|말[아고라]|불가|위반|처벌|조심|문구|표현|라는|라고|이라|다는|다고"
    r"|무엇"
)
"""What behind a claim denies it, asks for it, or speaks about such claims."""


class Claim(Check):
    """A restricted claim: noted where the source makes it, reported where only one side does."""

    name = "claim"
    severity = "warning"

    def find(self, pair: Pair) -> Iterable[Finding]:
        """Yield a note for each claim kept, a warning for each lost or added."""
        for claim in _CLAIMS:
            here = claim.plain.get(pair.source_language)
            there = claim.plain.get(pair.target_language)
            ours = _claims(here, pair.source) if here else []
            theirs = _claims(there, pair.target) if there else []
            if ours and not _broad(claim, pair.target_language, pair.target):
                yield self.finding(
                    f"The source makes {claim.name} ({_text(pair.source, ours)}); the "
                    "translation does not.",
                    ours,
                )
            elif ours:
                yield self.finding(
                    f"The source makes a claim that medical advertising law restricts: "
                    f"{claim.name} ({_text(pair.source, ours)}).",
                    ours,
                    theirs,
                    "note",
                )
            elif theirs and not _broad(claim, pair.source_language, pair.source):
                yield self.finding(
                    f"The translation makes {claim.name} (“{_text(pair.target, theirs)}”); the "
                    "source does not.",
                    (),
                    theirs,
                )


def _claims(cue: Cue, text: str) -> list[Span]:
    """Return the claims of `text` that it does not deny, doubt or quote."""
    return [
        (start, end)
        for start, end in cue.spans(text)
        if not _DENIED.search(_clause(text, end))
        and not _DENIED_EN.search(text, max(0, start - 40), end + 10)
    ]


_DENIED_EN = re.compile(
    r"\b(?:not|no one|nobody|never|cannot|neither|nor|without|beware|claims?|claiming"
    r"|prohibit\w*|ads?|advertis\w*|avoid|doubt|wary|there is no|there are no"
    r"|question)\b(?! (?:had )?a single)|n['’]t\b|\?",
    re.I,
)


def _clause(text: str, start: int) -> str:
    """Return what stands behind a claim, up to the next comma or full stop."""
    return re.split(r"[,.·:;!]", text[start : start + 14], maxsplit=1)[0]


def _broad(claim: Kind, language: str, text: str) -> bool:
    cue = claim.broad.get(language)
    return cue is None or bool(cue.spans(text))


def _text(text: str, spans: list[tuple[int, int]]) -> str:
    start, end = spans[0]
    return text[start:end].strip()
