"""What the lists of posts show: the summaries of all posts of an archive."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

import msgspec

from pipeline.records import Clinic, Summary


class Lists:
    """The summaries of posts, by target language.

    They stay JSON until lists are made of them: most builds only compare them, and an archive may
    have a hundred thousand.
    """

    def __init__(self, languages: Iterable[str]):
        self._posts: dict[str, dict[int, bytes]] = {language: {} for language in languages}

    def add(self, number: int, summaries: Mapping[str, msgspec.Raw]) -> None:
        """Add the summaries of the post whose capture has the place `number` among all."""
        for language, summary in summaries.items():
            self._posts[language][number] = bytes(summary)

    def made_of(self, clinics: Iterable[Clinic]) -> str:
        """Return a digest of all that the lists depend on; `clinics` are those they name."""
        hashed = hashlib.sha256(msgspec.json.encode(list(clinics)))
        for language, posts in self._posts.items():
            hashed.update(language.encode())
            for number in sorted(posts):
                hashed.update(posts[number])
        return hashed.hexdigest()

    def summaries(self) -> dict[str, list[Summary]]:
        """Return the summaries by language, in the order of their captures."""
        read = msgspec.json.Decoder(Summary).decode
        return {
            language: [read(posts[number]) for number in sorted(posts)]
            for language, posts in self._posts.items()
        }
