"""The chain of custody of one sentence: from the published page to the bytes that were served."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pipeline.archive import Archive, read_post, read_translation
from pipeline.captures import captured_payload
from pipeline.edits import edits_file
from pipeline.errors import ArchiveError, ConfigError, SignatureError
from pipeline.manifest import MANIFEST, SIGNATURE, read_root
from pipeline.models import find_models
from pipeline.pins import pinned_packages, read_lock
from pipeline.records import BlockKind, Capture, Post, PostTranslation, Record, Status, TermUse
from pipeline.records import Translation as Translated
from pipeline.signing import check_signature, file_sha256
from pipeline.withdraw import read_withdrawals

_ID = re.compile(r"[0-9a-f]{12}(-\d+)?")


class Published(Record, frozen=True, kw_only=True):
    """Where a sentence stands: a file of the archive and an element in it.

    `url` is the address where it is published, or empty where the site's is not known.
    """

    file: str
    element: str
    sha256: str
    url: str = ""


class Decoded(Record, frozen=True, kw_only=True):
    """What a machine translation depended on; empty where no machine translated.

    `packages` are the digests of the packages by their labels in the signature; the digest is
    empty for a package that is not on this machine.
    """

    signature: str = ""
    packages: dict[str, str] = {}
    decoding: str = ""
    analyser: str = ""
    tool: str = ""
    terms: tuple[TermUse, ...] = ()


class Corrected(Record, frozen=True, kw_only=True):
    """Who corrected or approved a sentence, when, and the file that says so."""

    editor: str
    time: str
    file: str


class Extracted(Record, frozen=True, kw_only=True):
    """The block of the post that a sentence was read from, and its lines in the page.

    `locator` selects the block's elements in the captured page.
    """

    file: str
    digest: str
    extractor: str
    block: int
    kind: BlockKind | None
    locator: str
    lines: tuple[str, ...]


class Chain(Record, frozen=True, kw_only=True):
    """All that is known of one sentence; each part was made from the one after it.

    `capture` was read again, and its payload has the digest that it names. `manifest` is the
    Merkle root of the archive, and `signed_by` the key that signed it, or empty.
    """

    text: str
    language: str
    status: Status
    published: Published | None
    correction: Corrected | None
    translation: Decoded
    translation_file: str
    segment: str
    source: str
    source_language: str
    post: Extracted
    capture: Capture
    payload_bytes: int
    manifest: str = ""
    signed_by: str = ""


def trace(archive: Archive, name: str) -> list[Chain]:
    """Return the chain of custody of the sentence `name`, one for each place it stands in.

    `name` is a segment id; or an address with a fragment: a page of the site or its path, or the
    post's own address, then `#s-` and a segment id, or `#` and the number of the sentence.
    Raises `ConfigError` for another form, `ArchiveError` where there is no such sentence, and
    `SourceError` where the captured bytes are not what they should be.
    """
    address, _, fragment = name.rpartition("#")
    wanted = fragment.removeprefix("s-")
    if not wanted or not (address or _ID.fullmatch(wanted)):
        raise ConfigError(
            f"{name!r} names no sentence. Give the link to a sentence, PAGE#s-ID, or its id."
        )
    chains = [
        _chain(archive, post, digest, translation, segment)
        for post, digest, translation in _translations(archive, address, wanted)
        for segment in _segments(translation, wanted, bool(address))
    ]
    if not chains:
        raise ArchiveError(_nothing(archive, address, wanted))
    return chains


def _translations(
    archive: Archive, address: str, wanted: str
) -> Iterator[tuple[Post, str, PostTranslation]]:
    """Yield the translations that may hold the sentence, each with its post."""
    place = _page_of(address)
    for path in archive.post_files():
        clinic, name = path.parts[-3:-1]
        if place is not None and place[:2] != (clinic, name):
            continue
        if place is None and address.encode() not in path.read_bytes():
            continue
        for language in archive.config.languages if place is None else (place[2],):
            file = archive.translation_file(clinic, name, language)
            if not file.is_file() or not (address or f'"{wanted}"'.encode() in file.read_bytes()):
                continue
            post, digest = read_post(path)
            if place is not None or address in ("", post.url, post.capture.url):
                yield post, digest, read_translation(file)


def _page_of(address: str) -> tuple[str, str, str] | None:
    """Return clinic, post and language of a page of the site, None for another address."""
    parts = unquote(urlsplit(address).path).split("/")
    page = parts[-1].removesuffix(".html")
    if len(parts) < 3 or page == parts[-1]:
        return None
    return parts[-3], parts[-2], page


def _segments(translation: PostTranslation, wanted: str, numbers: bool) -> list[Translated]:
    found = [s for s in translation.segments if s.segment.id == wanted]
    if found or not (numbers and wanted.isdigit()):
        return found
    number = int(wanted)
    return list(translation.segments[number - 1 : number]) if number else []


def _chain(
    archive: Archive, post: Post, digest: str, done: PostTranslation, translated: Translated
) -> Chain:
    segment, language = translated.segment, done.target_language
    file = archive.translation_file(post.clinic, post.id, language)
    return Chain(
        text=translated.text,
        language=language if translated.status != "untranslated" else segment.language,
        status=translated.status,
        published=_published(archive, post, language, segment.id),
        correction=_correction(archive, post, language, translated),
        translation=_decoded(archive, translated),
        translation_file=file.relative_to(archive.path).as_posix(),
        segment=segment.id,
        source=segment.text,
        source_language=segment.language,
        post=_extracted(archive, post, digest, translated),
        capture=post.capture,
        payload_bytes=len(captured_payload(archive, post.capture)),
        manifest=read_root(archive.path / MANIFEST),
        signed_by=_signer(archive.path),
    )


def _published(archive: Archive, post: Post, language: str, segment: str) -> Published | None:
    path = archive.site / post.clinic / post.id / f"{language}.html"
    element = f"s-{segment}"
    if not path.is_file() or f'id="{element}"'.encode() not in path.read_bytes():
        return None
    base = archive.config.base_url.rstrip("/")
    name = path.relative_to(archive.site).as_posix()
    return Published(
        file=f"site/{name}",
        element=element,
        sha256=file_sha256(path),
        url=f"{base}/{name}#{element}" if base else "",
    )


def _correction(
    archive: Archive, post: Post, language: str, translated: Translated
) -> Corrected | None:
    if not translated.editor:
        return None
    file = edits_file(archive.path, post.clinic, post.id, language)
    return Corrected(
        editor=translated.editor,
        time=translated.edited_at,
        file=file.relative_to(archive.path).as_posix(),
    )


def _decoded(archive: Archive, translated: Translated) -> Decoded:
    if not translated.signature:
        return Decoded()
    parts = dict(part.split(":", 1) for part in translated.signature.split("|"))
    pinned = pinned_packages(read_lock(archive))
    digests = {m.label: m.digest for m in find_models(archive.config.models.prefer, pinned)}
    return Decoded(
        signature=translated.signature,
        packages={label: digests.get(label, "") for label in parts.get("model", "").split("+")},
        decoding=f"beam {parts.get('beam', '')}",
        analyser=parts.get("seg", ""),
        tool=parts.get("cx", ""),
        terms=translated.terms,
    )


def _extracted(archive: Archive, post: Post, digest: str, translated: Translated) -> Extracted:
    segment = translated.segment
    block = post.blocks[segment.block] if segment.block >= 0 else None
    lines = block.lines if block else (post.title,)
    path = archive.post_file(post.clinic, post.id)
    return Extracted(
        file=path.relative_to(archive.path).as_posix(),
        digest=digest,
        extractor=post.extractor,
        block=segment.block,
        kind=block.kind if block else None,
        locator=block.locator if block else "",
        lines=tuple(lines[piece.line] for piece in segment.pieces),
    )


def _signer(folder: Path) -> str:
    if not (folder / SIGNATURE).is_file():
        return ""
    try:
        return check_signature(folder).key
    except SignatureError as error:
        return f"nobody: {error}"


def _nothing(archive: Archive, address: str, wanted: str) -> str:
    place = _page_of(address) or ("", address, "")
    for gone in read_withdrawals(archive.path):
        if place[1] in (gone.post, gone.url):
            return f"{gone.url} was withdrawn on {gone.date}: {gone.reason}"
    where = f" at {address}" if address else ""
    return f"{archive.path} has no sentence {wanted}{where}."
