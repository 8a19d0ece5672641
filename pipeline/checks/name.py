"""Names of clinics and doctors stay the names they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pipeline.checks.base import Check, Pair
from pipeline.checks.cues import Cue
from pipeline.records import Finding

_TITLE = r"(?:대표\s?원장|원장|교수|선생|의사|과장|실장|간호사|님|씨|전문의|박사)"
_KOREAN_NAME = Cue(
    rf"(?<![가-힣])(?P<surname>[가-힣])(?P<given>OO|○○|ㅇㅇ|[A-Z]{{2}}|[가-힣]{{2}})\s?{_TITLE}"
)
_ACRONYM = re.compile(r"(?<![A-Za-z])[A-Z][A-Z0-9]{1,9}(?![a-z])")
_SURNAMES: Mapping[str, str] = {
    "김": "kim gim",
    "이": "lee yi rhee ri",
    "박": "park pak bak",
    "최": "choi choe",
    "정": "jung jeong chung",
    "강": "kang gang",
    "조": "cho jo",
    "윤": "yoon yun",
    "장": "jang chang",
    "임": "lim im rim",
    "한": "han",
    "오": "oh o",
    "서": "seo suh",
    "신": "shin sin",
    "권": "kwon gwon",
    "황": "hwang",
    "안": "ahn an",
    "송": "song",
    "류": "ryu yoo yu",
    "유": "yoo yu ryu you",
    "홍": "hong",
    "전": "jeon jun chun",
    "고": "ko go koh",
    "문": "moon mun",
    "양": "yang",
    "손": "son sohn",
    "배": "bae pae",
    "백": "baek paik",
    "허": "heo hur huh",
    "남": "nam",
    "심": "shim sim",
    "노": "noh roh no",
    "하": "ha",
    "곽": "kwak gwak",
    "성": "sung seong",
    "차": "cha",
    "주": "joo ju",
    "우": "woo wu",
    "구": "koo gu ku",
    "민": "min",
    "나": "na ra",
    "지": "ji",
    "엄": "eom um",
    "채": "chae",
    "천": "cheon chun",
    "방": "bang",
    "공": "gong kong",
    "현": "hyun hyeon",
    "변": "byun byeon",
    "염": "yeom yum",
    "추": "choo chu",
}
_DOUBLE = re.compile(r"남궁|황보|제갈|선우|독고|사공|서문|동방")
"""Surnames of two syllables."""
_DOCTOR = re.compile(
    r"\b(?:Dr|Doctor|Director|Prof|Professor|Mr|Mrs|Ms)\b\.?\s(?P<name>[A-Z][a-z]+)"
)


class Name(Check):
    """A name of the archive's clinics and doctors, a surname, or an acronym that changed."""

    name = "name"

    def find(self, pair: Pair) -> Iterable[Finding]:
        """Yield a finding for each name of the source that the translation does not have."""
        for source, target in pair.names:
            start = pair.source.find(source) if source else -1
            if start >= 0 and target.casefold() not in pair.target.casefold():
                yield self.finding(
                    f"{source} is “{target}”; the translation does not say so.",
                    [(start, start + len(source))],
                )
        if pair.source_language == "ko" and pair.target_language == "en":
            yield from self._surnames(pair)
        yield from self._acronyms(pair)

    def _surnames(self, pair: Pair) -> Iterable[Finding]:
        for match in _KOREAN_NAME.finditer(pair.source):
            words = set(re.findall(r"[a-z]+", pair.target.casefold()))
            allowed = _SURNAMES.get(match["surname"])
            if allowed is None or words & set(allowed.split()) or _DOUBLE.match(match[0]):
                continue
            others = _DOCTOR.search(pair.target)
            hidden = not re.fullmatch("[가-힣]{2}", match["given"])
            if others is None and not hidden:
                continue
            yield self.finding(
                f"{match[0]} is {allowed.split()[0].capitalize()}; the translation "
                + (f"says {others[0]}." if others else "does not say so."),
                [match.span()],
                [others.span()] if others else [],
            )

    def _acronyms(self, pair: Pair) -> Iterable[Finding]:
        """Yield a finding where every place of a source acronym is gone."""
        seen: set[str] = set()
        for match in _ACRONYM.finditer(pair.source):
            word = match[0]
            if word in seen or word.casefold() in pair.target.casefold() or set(word) == {"O"}:
                continue
            seen.add(word)
            others = [m for m in _ACRONYM.finditer(pair.target) if m[0] not in pair.source]
            if others:
                yield self.finding(
                    f"The source says {word}; the translation says {others[0][0]}.",
                    [match.span()],
                    [others[0].span()],
                )
