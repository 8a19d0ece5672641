"""What needs a person: the machine's sentences, the least sure first, and how to correct them."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from typing import Literal

from pipeline.archive import Archive, read_post, read_translation
from pipeline.edits import Edit, add_edit, edits_file
from pipeline.errors import ConfigError
from pipeline.records import Record, Translation
from pipeline.stamp import now


class Item(Record, frozen=True, kw_only=True):
    """A sentence to review. `place` is `<clinic>/<post>#<segment>`, as `correct` takes it.

    `doubts` are the messages of its findings, and the reasons of terms that do not hold.
    """

    place: str
    source: str
    text: str
    confidence: float
    doubts: tuple[str, ...] = ()


def queue(archive: Archive, language: str, limit: int) -> list[Item]:
    """Return the `limit` machine translations into `language` of least confidence, those first."""
    return heapq.nsmallest(
        limit, _items(archive, language), key=lambda item: (item.confidence, item.place)
    )


def correct(
    archive: Archive,
    place: str,
    language: str,
    text: str | None,
    editor: str,
) -> Edit:
    """Record that `editor` corrects the sentence at `place` to `text`, or approves it as it is.

    The next build publishes it. Raises `ConfigError` where there is no such sentence, or the
    text is empty.
    """
    if text is not None and not text.strip():
        raise ConfigError(f"{place}: the corrected text is empty.")
    clinic, post, translation = _find(archive, place, language)
    status: Literal["edited", "approved"] = "approved" if text is None else "edited"
    edit = Edit(
        segment=translation.segment.id,
        source=translation.segment.text,
        text=translation.text if text is None else text.strip(),
        editor=editor,
        time=now(),
        status=status,
    )
    add_edit(edits_file(archive.path, clinic, post, language), edit)
    return edit


def _items(archive: Archive, language: str) -> Iterator[Item]:
    for path in archive.post_files():
        post, _ = read_post(path)
        file = archive.translation_file(post.clinic, post.id, language)
        if not file.is_file():
            continue
        for translation in read_translation(file).segments:
            if translation.status == "machine":
                yield Item(
                    place=f"{post.clinic}/{post.id}#{translation.segment.id}",
                    source=translation.segment.text,
                    text=translation.text,
                    confidence=translation.confidence or 0.0,
                    doubts=(
                        *(finding.message for finding in translation.findings),
                        *(use.reason for use in translation.terms if use.how == "flagged"),
                    ),
                )


def _find(archive: Archive, place: str, language: str) -> tuple[str, str, Translation]:
    name, _, segment = place.partition("#")
    clinic, _, post = name.partition("/")
    file = archive.translation_file(clinic, post, language)
    known = {path.parent for path in archive.post_files()}
    if file.parent not in known or not file.is_file():
        raise ConfigError(
            f"{place}: the archive has no translation of such a post into {language!r}. "
            f"A place is CLINIC/POST#SENTENCE, as 'review list' prints it."
        )
    for translation in read_translation(file).segments:
        if translation.segment.id == segment:
            return clinic, post, translation
    raise ConfigError(f"{place}: {file} has no sentence {segment!r}.")
