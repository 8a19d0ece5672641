"""The glossaries of an archive: which entries hold for the posts of which clinic."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from glossary.load import Glossary, builtin, load_glossaries
from glossary.match import Matcher
from pipeline.archive import Archive
from pipeline.records import digest


class Glossaries:
    """The archive's own glossaries over each clinic's over the built-in one.

    Raises `GlossaryError` where a file that `archive.toml` names cannot be read at all; a row that
    cannot be used is left out and told by `problems`. `by_clinic` holds the glossary of each
    clinic that has one of its own, and under an empty name that of all others. `digests` are
    those of the files, by their names in `archive.toml`, and of the built-in glossary.
    """

    def __init__(self, archive: Archive):
        config = archive.config
        own = {clinic.id: clinic.glossaries for clinic in config.clinics if clinic.glossaries}
        self.by_clinic = {
            clinic: load_glossaries([archive.path / name for name in (*config.glossaries, *names)])
            for clinic, names in {"": (), **own}.items()
        }
        names = dict.fromkeys((*config.glossaries, *(n for names in own.values() for n in names)))
        self.digests = {
            "built-in": digest(msgspec.json.encode(builtin())),
            **{name: digest((archive.path / name).read_bytes()) for name in names},
        }

    def problems(self) -> list[str]:
        """Return what is wrong in the files, each with its file and line, without repetition."""
        found = (problem for glossary in self.by_clinic.values() for problem in told(glossary))
        return list(dict.fromkeys(found))


class Matchers:
    """The matchers of the glossaries `by_clinic`, each made when it is first needed."""

    def __init__(self, by_clinic: Mapping[str, Glossary]):
        self._by_clinic = by_clinic
        self._made: dict[tuple[str, str], dict[str, Matcher]] = {}

    def of(self, clinic: str, target: str) -> Mapping[str, Matcher]:
        """Return the matchers for the posts of `clinic`, by source language."""
        if clinic not in self._by_clinic:
            clinic = ""
        if (clinic, target) not in self._made:
            self._made[clinic, target] = all_matchers(self._by_clinic[clinic], target)
        return self._made[clinic, target]


def told(glossary: Glossary) -> list[str]:
    """Return the errors and warnings about the files of `glossary`, each a sentence."""
    return [str(problem) for problem in glossary.problems if problem.severity != "note"]


def all_matchers(glossary: Glossary, target: str) -> dict[str, Matcher]:
    """Return a matcher for each language that `glossary` has terms to translate from."""
    pairs = {(term.source_language, term.target_language) for term in glossary.terms}
    sources = {s for s, t in pairs if t == target} | {t for s, t in pairs if s == target}
    return {source: glossary.matcher(source, target) for source in sorted(sources)}
