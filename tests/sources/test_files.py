from __future__ import annotations

import gzip
import hashlib
import json
import re
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.errors import ConfigError
from sources.files import import_paths
from sources.warc import list_captures, read_payload

AT = datetime(2025, 8, 12, 10, 50, tzinfo=UTC)


def test_a_folder_of_saved_pages_is_taken_byte_for_byte(tmp_path: Path, data: Path) -> None:
    report = import_paths(tmp_path, [data / "naver"], now=AT)
    assert len(report.added) == 12
    assert [Path(failure.what).name.split("-")[0] for failure in report.failed] == [
        "deleted",
        "frame",
        "private",
    ]
    pages = {page.read_bytes() for page in (data / "naver").glob("*.html")}
    assert {read_payload(tmp_path, capture) for capture in list_captures(tmp_path)} < pages
    assert {capture.fetched_at for capture in report.added} == {"2025-08-12T10:50:00Z"}


def test_what_is_held_is_skipped(tmp_path: Path, data: Path) -> None:
    page = data / "naver/PostView-223728104415.html"
    first = import_paths(tmp_path, [page], now=AT)
    again = import_paths(tmp_path, [page, page])
    assert again.added == ()
    assert again.held == first.added * 2
    assert len(list(tmp_path.glob("*.warc.gz"))) == 1


def test_the_address_is_the_one_given_else_the_pages_own_else_the_files(
    tmp_path: Path, data: Path
) -> None:
    page = data / "naver/PostView-223728104415.html"
    given = import_paths(tmp_path, [page], url="https://example.com/saved")
    own = import_paths(tmp_path, [page])
    mobile = import_paths(tmp_path, [data / "naver/mobile-223968803351.html"])
    assert given.added[0].url == "https://example.com/saved"
    assert own.added[0].url == "https://blog.naver.com/tssample/223728104415"
    assert mobile.added[0].url == "https://m.blog.naver.com/tssample/223968803351"


def test_one_address_for_several_pages_is_refused(tmp_path: Path, data: Path) -> None:
    with pytest.raises(ConfigError, match="names one page, but 15 files were given"):
        import_paths(tmp_path, [data / "naver"], url="https://example.com/")


def test_an_empty_or_missing_file_is_reported_and_the_rest_done(tmp_path: Path, data: Path) -> None:
    empty, missing = tmp_path / "empty.html", tmp_path / "missing.html"
    empty.touch()
    report = import_paths(tmp_path, [empty, missing, data / "naver/PostView-223728104415.html"])
    assert [failure.reason for failure in report.failed] == [
        f"{empty}: the file is empty.",
        f"{missing}: No such file or directory.",
    ]
    assert len(report.added) == 1


def test_nothing_is_written_where_nothing_is_added(tmp_path: Path) -> None:
    (tmp_path / "empty.html").touch()
    import_paths(tmp_path / "captures", [tmp_path / "empty.html"])
    assert not (tmp_path / "captures").exists()


@pytest.fixture
def warc(tmp_path: Path, data: Path) -> Path:
    """A WARC as another tool writes it: SHA-1 digests, chunked transfer, several sites."""
    path = tmp_path / "other.warc.gz"
    page = (data / "wordpress/what-a-mini-facelift-can-and-cannot-do.html").read_bytes()
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(page), page)
    with path.open("wb") as file:
        writer = WARCWriter(file, warc_version="1.0")
        writer.write_record(writer.create_warcinfo_record("other", {"software": "other"}))
        for url, body, coding in (
            ("https://hangyeol-ps.example.com/blog/a/", chunked, "chunked"),
            ("https://hangyeol-ps.example.com/blog/b/", page, "identity"),
            ("https://elsewhere.example.com/", page, "identity"),
        ):
            headers = [("Content-Type", "text/html; charset=utf-8"), ("Transfer-Encoding", coding)]
            http = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
            record = writer.create_warc_record(
                url,
                "response",
                BytesIO(body),
                len(body),
                http_headers=http,
                warc_headers_dict={"WARC-Date": "2024-03-12T01:30:00Z"},
            )
            writer.write_record(record)
    return path


def test_a_warc_gives_the_records_that_match(tmp_path: Path, data: Path, warc: Path) -> None:
    folder = tmp_path / "captures"
    report = import_paths(folder, [warc], url="https://hangyeol-ps.example.com/blog/*")
    assert [capture.url[-3:] for capture in report.added] == ["/a/", "/b/"]
    assert {capture.fetched_at for capture in report.added} == {"2024-03-12T01:30:00Z"}
    page = (data / "wordpress/what-a-mini-facelift-can-and-cannot-do.html").read_bytes()
    assert [read_payload(folder, capture) for capture in report.added] == [page, page]
    again = import_paths(folder, [warc], url="https://hangyeol-ps.example.com/blog/*")
    assert (again.added, len(again.held)) == ((), 2)


def test_a_warc_without_a_pattern_is_refused(tmp_path: Path, warc: Path) -> None:
    with pytest.raises(ConfigError, match="--url PATTERN"):
        import_paths(tmp_path / "captures", [warc])


def test_a_record_with_a_wrong_digest_is_refused_by_its_id(tmp_path: Path, warc: Path) -> None:
    text = gzip.decompress(warc.read_bytes())
    plain = tmp_path / "altered.warc"
    plain.write_bytes(text.replace(b"mini facelift", b"MINI FACELIFT", 1))
    report = import_paths(tmp_path / "captures", [plain], url="*")
    (failure,) = report.failed
    first = re.findall(r"WARC-Record-ID: (\S+)", text.decode(errors="replace"))[1]
    assert f"record {first} is not what its digest says" in failure.reason
    assert len(report.added) == 2


def test_a_file_that_is_no_warc_is_reported(tmp_path: Path) -> None:
    (tmp_path / "x.warc.gz").write_bytes(b"<html>not a WARC</html>")
    (tmp_path / "x.wacz").write_bytes(b"not a zip")
    report = import_paths(tmp_path / "c", [tmp_path / "x.warc.gz", tmp_path / "x.wacz"], url="*")
    assert [failure.reason.partition(" (")[0] for failure in report.failed] == [
        "x.warc.gz: not a WARC file",
        "x.wacz: not a WACZ file, or damaged",
    ]


def wacz(path: Path, warc: Path, digest: str) -> Path:
    package = {"resources": [{"path": "archive/data.warc.gz", "hash": digest}]}
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(warc, "archive/data.warc.gz")
        archive.writestr("datapackage.json", json.dumps(package))
    return path


def test_a_wacz_is_verified_and_read(tmp_path: Path, warc: Path) -> None:
    digest = "sha256:" + hashlib.sha256(warc.read_bytes()).hexdigest()
    good = wacz(tmp_path / "good.wacz", warc, digest)
    report = import_paths(tmp_path / "captures", [good], url="https://elsewhere.example.com/*")
    assert [capture.url for capture in report.added] == ["https://elsewhere.example.com/"]
    bad = wacz(tmp_path / "bad.wacz", warc, "sha256:0")
    (failure,) = import_paths(tmp_path / "captures", [bad], url="*").failed
    assert "archive/data.warc.gz is not what its digest says" in failure.reason
