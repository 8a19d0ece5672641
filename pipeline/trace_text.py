"""A chain of custody in lines for a person."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.trace import Chain

_STATUS = {
    "machine": "translated by machine",
    "edited": "corrected by a person",
    "approved": "approved by a person",
    "untranslated": "kept as it is",
}


def as_text(chain: Chain) -> str:
    """Return the chain in lines, from the page back to the captured bytes."""
    return "".join(f"{line}\n" for line in _lines(chain))


def _lines(chain: Chain) -> Iterator[str]:
    yield chain.text
    yield from _page(chain)
    if chain.correction:
        who = chain.correction
        yield _part("correction", f"by {who.editor} at {who.time}")
        yield _more(who.file)
    yield from _translation(chain)
    yield _part("sentence", f"{chain.segment} ({chain.source_language}): {chain.source}")
    yield _more(chain.translation_file)
    post = chain.post
    place = f"block {post.block} ({post.kind})" if post.kind else "title"
    yield _part("post", f"{place}, extracted by {post.extractor}")
    for line in post.lines:
        yield _more(f"| {line}")
    if post.locator:
        yield _more(f"at {post.locator}")
    yield _more(f"{post.file}, {post.digest}")
    capture = chain.capture
    yield _part("capture", f"{capture.url} at {capture.fetched_at}")
    yield _more(f"captures/{capture.warc_file}, byte {capture.offset}")
    yield _more(f"record {capture.record_id}")
    yield _more(f"payload {capture.payload_digest}, {chain.payload_bytes} bytes, read and the same")
    yield _part("manifest", chain.manifest or "there is none; 'clinic-archive build' makes it")
    if chain.signed_by:
        yield _more(f"signed by {chain.signed_by}")


def _page(chain: Chain) -> Iterator[str]:
    page = chain.published
    if page is None:
        yield _part("page", "not published")
        return
    yield _part("page", f"{page.file}, element {page.element}")
    if page.url:
        yield _more(page.url)
    yield _more(f"sha256:{page.sha256}")


def _translation(chain: Chain) -> Iterator[str]:
    done = chain.translation
    yield _part("translation", _STATUS[chain.status])
    for label, digest in done.packages.items():
        yield _more(f"package {label}, {digest or 'not on this machine'}")
    if done.signature:
        yield _more(f"{done.decoding}, analyser {done.analyser}, clinic-archive {done.tool}")
    for use in done.terms:
        yield _more(f"glossary {use.entry}: {use.source} → {use.required} ({use.how})")
    if done.signature:
        yield _more(f"signature {done.signature}")


def _part(name: str, text: str) -> str:
    return f"  {name:<12} {text}"


def _more(text: str) -> str:
    return f"  {'':<12} {text}"
