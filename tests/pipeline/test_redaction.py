from __future__ import annotations

import io
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.redaction import gaps, index_without, redacted
from pipeline.withdraw import Withdrawal

GONE = Withdrawal(
    clinic="a",
    post="100200300",
    url="https://blog.example/a/100200300",
    date="2025-06-01T00:00:00Z",
    reason="Asked for. 요청에 따라.",
    images=("https://images.example/before.jpg",),
)


@pytest.fixture
def warc(tmp_path: Path) -> Path:
    """Two pages of one post, its image, a feed that quotes it, and others that do not."""
    path = tmp_path / "a.warc.gz"
    records = [
        ("https://blog.example/a/1", "text/html", b"<a href='/a/100200300'>see also</a>"),
        (GONE.url, "text/html", b"secret text " * 40),
        ("https://m.blog.example/view?no=100200300", "text/html", b"secret text " * 40),
        ("https://blog.example/a/rss.xml", "text/xml", b"<guid>100200300</guid> secret " * 30),
        (GONE.images[0], "image/jpeg", b"secret picture " * 30),
        ("https://images.example/other.jpg", "image/jpeg", b"100200300 " * 30),
        ("https://blog.example/a/other.xml", "text/xml", b"<guid>1002003001</guid>" * 30),
        ("https://blog.example/a/1002003", "text/html", b"another post" * 30),
    ]
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.1")
        for url, media_type, body in records:
            headers = StatusAndHeaders("200 OK", [("Content-Type", media_type)], "HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    url, "response", payload=io.BytesIO(body), http_headers=headers
                )
            )
    return path


def records(path: Path) -> list[tuple[str, str, int, bytes]]:
    found = []
    with path.open("rb") as file:
        iterator = ArchiveIterator(file, check_digests="raise")
        for record in iterator:
            data = record.content_stream().read()
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            found.append((record.rec_type, url, iterator.get_record_offset(), data))
    return found


def copied(warc: Path) -> Path:
    copy = warc.with_name("copy.warc.gz")
    copy.write_bytes(b"".join(redacted(warc, gaps(warc, [GONE]))))
    return copy


def test_the_post_and_what_quotes_it_are_left_out_and_nothing_else(warc: Path) -> None:
    before, after = records(warc), records(copied(warc))
    assert [r for r in after if r[0] == "response"] == [before[0], *before[5:]]
    data = copied(warc).read_bytes()
    assert len(data) == warc.stat().st_size
    assert not [record for record in after if b"secret" in record[3]]


def test_a_notice_says_why(warc: Path) -> None:
    (notice,) = (record for record in records(copied(warc)) if record[0] == "metadata")
    assert notice[3].decode() == f"Withdrawn on {GONE.date}: {GONE.reason}\n"


def test_the_same_file_gives_the_same_copy(warc: Path) -> None:
    assert copied(warc).read_bytes() == copied(warc).read_bytes()


def test_without_a_withdrawal_a_file_is_copied_as_it_is(warc: Path) -> None:
    assert gaps(warc, []) == []
    assert b"".join(redacted(warc, [])) == warc.read_bytes()


def test_the_index_loses_the_lines_of_what_is_left_out(warc: Path) -> None:
    lines = [
        b'x 1 {"filename":"a.warc.gz","offset":"%d","length":"9"}\n' % offset
        for _, _, offset, _ in records(warc)
    ]
    lines.append(b'x 1 {"filename":"b.warc.gz","offset":"0"}\n')
    cut = {"a.warc.gz": gaps(warc, [GONE])}
    assert list(index_without(lines, cut)) == [lines[0], *lines[5:]]
