from __future__ import annotations

import hashlib

import pytest

from pipeline.archive import Archive, read_post, read_translation
from pipeline.build import build
from pipeline.edits import Edit, add_edit, edits_file
from pipeline.errors import ArchiveError, ConfigError, SourceError
from pipeline.records import Translation
from pipeline.trace import Chain, trace
from pipeline.trace_text import as_text
from pipeline.withdraw import withdraw

POST = "223728104415"


def sentence(archive: Archive, number: int = 5) -> Translation:
    return read_translation(archive.translation_file("ts", POST, "en")).segments[number - 1]


def traced(archive: Archive, name: str) -> Chain:
    (chain,) = trace(archive, name)
    return chain


def test_a_sentence_is_traced_to_the_captured_bytes(archive: Archive) -> None:
    wanted = sentence(archive)
    post, digest = read_post(archive.post_file("ts", POST))
    chain = traced(archive, f"site/ts/{POST}/en.html#s-{wanted.segment.id}")
    assert (chain.text, chain.source) == (wanted.text, wanted.segment.text)
    assert chain.capture == post.capture
    assert (chain.post.digest, chain.post.extractor) == (digest, post.extractor)
    assert chain.post.locator == post.blocks[wanted.segment.block].locator
    assert chain.translation.signature == wanted.signature
    assert chain.translation.terms == wanted.terms
    assert all(package.startswith("sha256:") for package in chain.translation.packages.values())
    page = archive.site / "ts" / POST / "en.html"
    assert chain.published is not None
    assert chain.published.sha256 == hashlib.sha256(page.read_bytes()).hexdigest()
    assert chain.published.element == f"s-{wanted.segment.id}"
    assert chain.manifest.startswith("sha256:")


def test_the_lines_of_the_page_make_the_sentence(archive: Archive) -> None:
    for number in range(1, 30):
        chain = traced(archive, f"https://blog.naver.com/tssample/{POST}#{number}")
        assert "".join(chain.source.split()) in "".join("".join(chain.post.lines).split())


@pytest.mark.parametrize(
    "name",
    [
        "{id}",
        "https://example.org/archive/ts/{post}/en.html#s-{id}",
        "site/ts/{post}/en.html#{id}",
        "https://blog.naver.com/tssample/{post}#s-{id}",
        "https://blog.naver.com/tssample/{post}#5",
    ],
)
def test_every_way_to_name_a_sentence_leads_to_it(archive: Archive, name: str) -> None:
    wanted = sentence(archive).segment.id
    assert traced(archive, name.format(id=wanted, post=POST)).segment == wanted


@pytest.mark.parametrize("name", ["", "#", "hello", "site/ts/1/en.html", "site/ts/1/en.html#"])
def test_what_names_no_sentence_is_told(archive: Archive, name: str) -> None:
    with pytest.raises(ConfigError, match="names no sentence"):
        trace(archive, name)


@pytest.mark.parametrize(
    "name", ["000000000000", f"site/ts/{POST}/en.html#s-000000000000", "https://a.example/#1"]
)
def test_a_sentence_that_is_not_there_is_told(archive: Archive, name: str) -> None:
    with pytest.raises(ArchiveError, match="has no sentence"):
        trace(archive, name)


@pytest.mark.parametrize("number", [0, 10_000])
def test_a_number_that_no_sentence_has_is_told(archive: Archive, number: int) -> None:
    with pytest.raises(ArchiveError, match="has no sentence"):
        trace(archive, f"site/ts/{POST}/en.html#{number}")


def test_a_correction_is_in_the_chain(archive: Archive) -> None:
    segment = sentence(archive).segment
    edit = Edit(
        segment=segment.id,
        source=segment.text,
        text="Better.",
        editor="Kim",
        time="2025-05-01T09:00:00Z",
    )
    add_edit(edits_file(archive.path, "ts", POST, "en"), edit)
    build(archive)
    chain = traced(archive, segment.id)
    assert chain.correction is not None
    assert (chain.correction.editor, chain.status) == ("Kim", "edited")
    assert "correction   by Kim at 2025-05-01T09:00:00Z" in as_text(chain)


def test_a_chain_whose_capture_was_altered_does_not_hold(archive: Archive) -> None:
    (path,) = archive.captures.glob("*.warc.gz")
    data = bytearray(path.read_bytes())
    data[9_000] ^= 1
    path.write_bytes(data)
    with pytest.raises(SourceError, match=path.name):
        trace(archive, sentence(archive).segment.id)


def test_a_withdrawn_sentence_is_told_as_such(archive: Archive) -> None:
    withdraw(archive, POST, "Asked for.", "2025-06-01T00:00:00Z")
    build(archive)
    with pytest.raises(ArchiveError, match=r"withdrawn on 2025-06-01T00:00:00Z: Asked for\."):
        trace(archive, f"site/ts/{POST}/en.html#1")


def test_a_chain_reads_from_the_page_to_the_bytes(archive: Archive) -> None:
    text = as_text(traced(archive, f"site/ts/{POST}/en.html#5"))
    parts = ["page ", "translation ", "sentence ", "post ", "capture ", "payload ", "manifest "]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
