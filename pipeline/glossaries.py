"""The glossaries of an archive: which entries hold for the posts of which clinic."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from glossary.load import Glossary, builtin, load_glossaries
from glossary.match import Matcher
from pipeline.archive import Archive
from pipeline.records import digest


class Glossaries:
    """The archive's own glossaries over each clinic's over the built-in one.

    Raises `GlossaryError` where a file that `archive.toml` names cannot be read at all; a row that
    cannot be used is left out and told by `problems`.
    """

    def __init__(self, archive: Archive):
        config = archive.config
        self._project = [archive.path / name for name in config.glossaries]
        self._clinic = {
            clinic.id: [archive.path / name for name in clinic.glossaries]
            for clinic in config.clinics
        }
        self._loaded = {clinic: self._load(paths) for clinic, paths in self._clinic.items()}
        self._shared = self._load([])
        self._matchers: dict[tuple[str, str], dict[str, Matcher]] = {}

    def matchers(self, clinic: str, target: str) -> Mapping[str, Matcher]:
        """Return the matchers for the posts of `clinic`, by source language."""
        if clinic not in self._clinic or not self._clinic[clinic]:
            clinic = ""
        if (clinic, target) not in self._matchers:
            glossary = self._loaded.get(clinic, self._shared)
            self._matchers[clinic, target] = all_matchers(glossary, target)
        return self._matchers[clinic, target]

    def problems(self) -> list[str]:
        """Return what is wrong in the files, each with its file and line, without repetition."""
        found = (p for glossary in (self._shared, *self._loaded.values()) for p in told(glossary))
        return list(dict.fromkeys(found))

    def digests(self) -> dict[str, str]:
        """Return the digest of every glossary file by its name, and of the built-in one."""
        files: list[Path] = [*self._project, *(p for paths in self._clinic.values() for p in paths)]
        return {
            "built-in": digest(msgspec.json.encode(builtin())),
            **{path.name: digest(path.read_bytes()) for path in files},
        }

    def _load(self, clinic: list[Path]) -> Glossary:
        return load_glossaries([*self._project, *clinic])


def told(glossary: Glossary) -> list[str]:
    """Return the errors and warnings about the files of `glossary`, each a sentence."""
    return [str(problem) for problem in glossary.problems if problem.severity != "note"]


def all_matchers(glossary: Glossary, target: str) -> dict[str, Matcher]:
    """Return a matcher for each language that `glossary` has terms to translate from."""
    pairs = {(term.source_language, term.target_language) for term in glossary.terms}
    sources = {s for s, t in pairs if t == target} | {t for s, t in pairs if s == target}
    return {source: glossary.matcher(source, target) for source in sorted(sources)}
