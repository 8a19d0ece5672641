"""People's corrections: `edits/<clinic>/<post>.<language>.jsonl`, never overwritten by a machine.

A correction belongs to a sentence, not to a place: it applies where the segment's id and source
text are those it was made for, so that it survives a new extraction. One whose source sentence is
no longer there is kept in its file and told. Of several for one sentence the last one counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Literal

import msgspec

from pipeline.jsonl import append_line, read_lines
from pipeline.records import FORMAT, Record, Segment, Translation


class Edit(Record, frozen=True, kw_only=True):
    """A correction or an approval of one translated sentence.

    `segment` and `source` are id and text of the segment; `text` is the translation as it must
    read. `time` is an RFC 3339 time in UTC.
    """

    format: int = FORMAT
    segment: str
    source: str
    text: str
    editor: str
    time: str
    status: Literal["edited", "approved"] = "edited"


class Edits:
    """The corrections of one post in one language; `path` is their file."""

    def __init__(self, path: Path, edits: Iterable[Edit]):
        self.path = path
        self._latest = {(edit.segment, edit.source): edit for edit in edits}

    def of(self, segment: Segment) -> Edit | None:
        """Return the correction of `segment`, or None."""
        return self._latest.get((segment.id, segment.text))

    def unmatched(self, segments: Iterable[Segment]) -> list[Edit]:
        """Return the corrections whose sentence is not among `segments`."""
        there = {(segment.id, segment.text) for segment in segments}
        return [edit for key, edit in self._latest.items() if key not in there]

    def told(self, segments: Iterable[Segment]) -> list[str]:
        """Return a sentence for a person about each correction that does not apply."""
        return [
            f"{self.path}: {edit.editor}'s correction of {edit.source!r} ({edit.segment}) is kept "
            f"but not used: the post has no such sentence any more."
            for edit in self.unmatched(segments)
        ]


def edits_file(archive: Path, clinic: str, post: str, language: str) -> Path:
    """Return the path of the corrections of a post in the archive's folder."""
    return archive / "edits" / clinic / f"{post}.{language}.jsonl"


def read_edits(path: Path) -> Edits:
    """Return the corrections in the file `path`, none where there is no such file.

    Raises `DamagedFileError` or `NewerFormatError`, which name file and line.
    """
    return Edits(path, read_lines(path, Edit))


def orphans(archive: Path, withdrawn: Collection[str]) -> list[str]:
    """Return a sentence for a person about each file of corrections whose post is not there."""
    return [
        f"{path} is kept but not used: the archive has no such post."
        for path in sorted((archive / "edits").glob("*/*.jsonl"))
        if (post := path.stem.rpartition(".")[0]) not in withdrawn
        and not (archive / "posts" / path.parent.name / post / "post.json").exists()
    ]


def add_edit(path: Path, edit: Edit) -> None:
    """Add a correction to the file `path`; what stands there already stays."""
    append_line(path, edit)


def edited(translation: Translation, edit: Edit | None) -> Translation:
    """Return `translation` with what `edit` makes of it: its text, and who says so, and when."""
    if edit is None:
        return translation
    return msgspec.structs.replace(
        translation,
        text=edit.text,
        status=edit.status,
        findings=() if translation.status == "untranslated" else translation.findings,
        score=None,
        confidence=None,
        repaired=(),
        editor=edit.editor,
        edited_at=edit.time,
    )
