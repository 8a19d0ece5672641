"""Why a record of an archive would be made otherwise: what its two versions were made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Literal

from pipeline.records import Post, PostTranslation, Record, Translation

Kind = Literal[
    "capture",
    "extractor",
    "sentence",
    "glossary",
    "model",
    "analyser",
    "tool",
    "edit",
    "check",
    "configuration",
    "template",
    "withdrawal",
    "missing",
    "altered",
    "follows",
]

_PARTS: dict[str, Kind] = {
    "model": "model",
    "beam": "model",
    "glossary": "glossary",
    "seg": "analyser",
    "cx": "tool",
}


class Reason(Record, frozen=True, kw_only=True):
    """Why a file would change: a kind for machines, and words for a person."""

    kind: Kind
    detail: str


def post_reasons(before: Post, after: Post) -> Iterator[Reason]:
    """Yield why a post is extracted otherwise than before."""
    old, new = before.capture, after.capture
    if old.payload_digest != new.payload_digest:
        yield Reason(
            kind="capture", detail=f"{new.url} was captured anew at {new.fetched_at}, with new text"
        )
    elif old != new:
        yield Reason(kind="capture", detail=f"it rests on another record now: {new.record_id}")
    if before.extractor != after.extractor:
        yield Reason(
            kind="extractor", detail=f"{before.extractor} made it, now it is {after.extractor}"
        )


def translation_reasons(before: PostTranslation, after: PostTranslation) -> Iterator[Reason]:
    """Yield why a translation differs from the one before, with the number of its sentences."""
    old = {segment.segment.id: segment for segment in before.segments}
    new = {segment.segment.id: segment for segment in after.segments}
    found: Counter[Reason] = Counter()
    for name, segment in new.items():
        if name not in old:
            found[Reason(kind="sentence", detail="new in the post")] += 1
        elif segment != old[name]:
            found.update(_segment_reasons(old[name], segment))
    gone = len(old.keys() - new.keys())
    if gone:
        found[Reason(kind="sentence", detail="no longer in the post")] = gone
    for reason, count in found.items():
        sentences = "1 sentence" if count == 1 else f"{count} sentences"
        yield Reason(kind=reason.kind, detail=f"{sentences}: {reason.detail}")


def _segment_reasons(old: Translation, new: Translation) -> Iterator[Reason]:
    known = False
    before, after = _signed(old.signature), _signed(new.signature)
    for part, kind in _PARTS.items():
        if before.get(part) != after.get(part):
            known = True
            if kind == "glossary":
                yield Reason(kind=kind, detail=_entries(old, new))
            else:
                then, now = before.get(part, "nothing"), after.get(part, "nothing")
                yield Reason(kind=kind, detail=f"{part} {then} before, {now} now")
    if (old.editor, old.edited_at, old.status) != (new.editor, new.edited_at, new.status):
        known = True
        yield Reason(kind="edit", detail=_edit(new))
    elif new.editor and old.text != new.text:
        known = True
        yield Reason(kind="altered", detail=f"the text is not what {new.editor} wrote")
    if known:
        return
    if (old.text, old.terms, old.segment) == (new.text, new.terms, new.segment):
        yield Reason(kind="check", detail="its checks find something else, or its score differs")
    else:
        yield Reason(
            kind="altered", detail="text or terms are not what its signature gives; not an edit"
        )


def _signed(signature: str) -> dict[str, str]:
    parts = (part.partition(":") for part in signature.split("|") if part)
    return {name: value for name, _, value in parts}


def _entries(old: Translation, new: Translation) -> str:
    """Name the glossary entries that differ, or those in use where only their details do."""
    then = {(use.entry, use.required) for use in old.terms}
    now = {(use.entry, use.required) for use in new.terms}
    changed = [f"{entry} → {required}" for entry, required in sorted(now - then)]
    changed += [f"{entry} is gone" for entry in sorted({e for e, _ in then} - {e for e, _ in now})]
    if changed:
        return ", ".join(changed)
    return "an entry among " + ", ".join(sorted(entry for entry, _ in now))


def _edit(new: Translation) -> str:
    if new.status in ("edited", "approved"):
        return f"{new.status} by {new.editor} at {new.edited_at}"
    return "its correction is not in edits/ any more"
