from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import SourceError
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
    with pytest.raises(SourceError, match="names one page, but 15 files were given"):
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
