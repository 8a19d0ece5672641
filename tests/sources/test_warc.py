from __future__ import annotations

import gzip
import io
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ArchiveError, UnreadablePageError, WarcError
from pipeline.records import Capture
from pipeline.stamp import present
from sources.cdxj import surt
from sources.warc import (
    captured_images,
    decode_content,
    digest_of,
    latest_captures,
    list_captures,
    read_payload,
    scan,
    verify_warc,
    whole_length,
)
from sources.warc_writer import CaptureWriter, Exchange, recover

AT = datetime(2025, 8, 12, 10, 50, tzinfo=UTC)
PAGE = "<p>안면거상</p>".encode()


def exchange(url: str, *, at: str = "2025-08-12T10:50:00Z", status: str = "200 OK") -> Exchange:
    return Exchange(
        url=url,
        fetched_at=at,
        request_line="GET / HTTP/1.1",
        request_headers=[("Host", "clinic.example.com")],
        status=status,
        headers=[("Content-Type", "text/html; charset=EUC-KR"), ("ETag", '"1"'), ("X-Name", "é")],
        ip="192.0.2.1",
    )


def warc_of(folder: Path) -> Path:
    (path,) = folder.glob("*.warc.gz")
    return path


def check(*paths: Path) -> None:
    """`warcio check`, which verifies digests by other code than ours."""
    command = [sys.executable, "-m", "warcio.cli", "check", *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def write_pages(folder: Path, count: int = 3) -> list[Capture]:
    with CaptureWriter(folder, AT) as writer:
        return [
            writer.resource(
                f"https://c.example.com/{n}", "2025-08-12T10:50:00Z", PAGE * n, "text/html"
            )
            for n in range(1, count + 1)
        ]


def test_a_resource_is_read_back_and_listed(tmp_path: Path) -> None:
    (capture,) = write_pages(tmp_path, 1)
    assert list(list_captures(tmp_path)) == [capture]
    assert read_payload(tmp_path, capture) == PAGE
    assert capture.payload_digest == digest_of(PAGE)
    assert (capture.media_type, capture.status) == ("text/html", None)
    check(warc_of(tmp_path))


def test_a_response_keeps_headers_request_and_address(tmp_path: Path) -> None:
    with CaptureWriter(tmp_path, AT) as writer:
        capture = writer.response(exchange("https://clinic.example.com/"), io.BytesIO(PAGE))
    assert (capture.status, capture.charset) == (200, "euc-kr")
    assert read_payload(tmp_path, capture) == PAGE
    text = gzip.decompress(warc_of(tmp_path).read_bytes())
    assert text.startswith(b"WARC/1.1\r\nWARC-Type: warcinfo")
    assert b"GET / HTTP/1.1\r\nHost: clinic.example.com\r\n" in text
    assert "X-Name: é\r\n".encode("iso-8859-1") in text
    assert b"WARC-IP-Address: 192.0.2.1" in text
    check(warc_of(tmp_path))


def test_the_same_captures_make_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_pages(tmp_path / name)
    files = [sorted((tmp_path / name).iterdir()) for name in ("a", "b")]
    assert [f.name for f in files[0]] == ["20250812105000-00000.warc.gz", "index.cdxj"]
    assert [f.read_bytes() for f in files[0]] == [f.read_bytes() for f in files[1]]


def test_files_of_one_second_are_numbered(tmp_path: Path) -> None:
    write_pages(tmp_path)
    write_pages(tmp_path)
    names = sorted(path.name for path in tmp_path.glob("*.gz"))
    assert names == ["20250812105000-00000.warc.gz", "20250812105000-00001.warc.gz"]


@pytest.mark.parametrize("damage", ["missing", "empty", "behind", "garbled", "disordered"])
def test_an_index_that_is_missing_or_behind_is_made_again(tmp_path: Path, damage: str) -> None:
    captures = write_pages(tmp_path)
    index = tmp_path / "index.cdxj"
    whole = index.read_bytes()
    if damage == "missing":
        index.unlink()
    else:
        lines = whole.splitlines(keepends=True)
        damaged = {"empty": b"", "behind": lines[0], "garbled": whole[20:]}
        index.write_bytes((damaged | {"disordered": b"".join(reversed(lines))})[damage])
    assert list(list_captures(tmp_path)) == captures
    with CaptureWriter(tmp_path, AT) as writer:
        writer.resource("https://z.example.com/", "2025-08-12T10:50:00Z", PAGE, "text/html")
    assert index.read_bytes().startswith(whole)


def test_a_revisit_stands_for_the_capture_that_holds_the_payload(tmp_path: Path) -> None:
    url = "https://clinic.example.com/"
    with CaptureWriter(tmp_path, AT) as writer:
        first = writer.response(exchange(url), io.BytesIO(PAGE))
        writer.response(exchange(url, at="2025-08-13T00:00:00Z"), io.BytesIO(b"other"))
        writer.revisit(exchange(url, at="2025-08-14T00:00:00Z", status="304 Not Modified"), first)
    assert list(latest_captures(tmp_path)) == [first]
    assert len(list(list_captures(tmp_path))) == 2
    check(warc_of(tmp_path))


def test_an_error_page_does_not_take_the_place_of_the_page(tmp_path: Path) -> None:
    url = "https://clinic.example.com/"
    with CaptureWriter(tmp_path, AT) as writer:
        first = writer.response(exchange(url), io.BytesIO(PAGE))
        writer.response(
            exchange(url, at="2025-08-13T00:00:00Z", status="404 Not Found"), io.BytesIO(b"gone")
        )
    assert list(latest_captures(tmp_path)) == [first]


def test_images_are_found_by_address(tmp_path: Path) -> None:
    with CaptureWriter(tmp_path, AT) as writer:
        image = writer.resource(
            "https://c.example.com/a.jpg", "2025-08-12T10:50:00Z", b"\xff\xd8", "image/jpeg"
        )
        writer.resource("https://c.example.com/", "2025-08-12T10:50:00Z", PAGE, "text/html")
    assert captured_images(tmp_path) == {"https://c.example.com/a.jpg": image}


def test_an_altered_payload_is_refused_by_file_and_record(tmp_path: Path) -> None:
    (capture,) = write_pages(tmp_path, 1)
    path = warc_of(tmp_path)
    records = gzip.decompress(path.read_bytes()).replace(b"<p>", b"<b>")
    head, tail = records.split(b"WARC/1.1\r\nWARC-Type: resource")
    altered = gzip.compress(head) + gzip.compress(b"WARC/1.1\r\nWARC-Type: resource" + tail)
    path.write_bytes(altered)
    (moved,) = list_captures(tmp_path)
    with pytest.raises(WarcError) as caught:
        read_payload(tmp_path, moved)
    assert path.name in str(caught.value)
    assert capture.record_id in str(caught.value)
    assert capture.record_id in next(verify_warc(path))


def test_a_missing_file_and_a_moved_record_are_named(tmp_path: Path) -> None:
    first, second = write_pages(tmp_path, 2)
    wrong = Capture(
        **{**{f: getattr(first, f) for f in first.__struct_fields__}, "offset": second.offset}
    )
    with pytest.raises(WarcError, match="the file was changed"):
        read_payload(tmp_path, wrong)
    warc_of(tmp_path).unlink()
    with pytest.raises(WarcError, match=r"20250812105000-00000\.warc\.gz.*No such file"):
        read_payload(tmp_path, first)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_file_cut_off_anywhere_keeps_its_whole_records(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    captures = write_pages(folder)
    path = warc_of(folder)
    size = data.draw(st.integers(1, path.stat().st_size - 1))
    with path.open("r+b") as file:
        file.truncate(size)
    ends = [entry.end for entry in scan(path)]
    assert list(list_captures(folder)) == captures[: len(ends)]
    recover(folder)
    assert list(list_captures(folder)) == captures[: len(ends)]
    assert not ends or path.stat().st_size == ends[-1] == whole_length(path)
    assert not list(verify_warc(path))


def test_what_a_killed_run_left_open_is_finished_by_the_next(tmp_path: Path) -> None:
    (capture,) = write_pages(tmp_path, 1)
    path = warc_of(tmp_path)
    (tmp_path / "index.cdxj").unlink()
    with path.open("ab") as file:
        file.write(gzip.compress(b"WARC/1.1\r\nWARC-Type: resource\r\n" + bytes(500))[:-9])
    path.rename(path.with_name(path.name + ".open"))
    assert list(list_captures(tmp_path)) == []
    assert recover(tmp_path) == [f"{path.name} was finished after an interruption."]
    assert list(list_captures(tmp_path)) == [capture]


def test_a_file_that_another_run_writes_is_left_alone(tmp_path: Path) -> None:
    with CaptureWriter(tmp_path, AT) as writer:
        writer.resource("https://c.example.com/", "2025-08-12T10:50:00Z", PAGE, "text/html")
        assert recover(tmp_path) == []
    assert len(list(list_captures(tmp_path))) == 1


def test_a_file_damaged_in_its_middle_is_not_cut(tmp_path: Path) -> None:
    write_pages(tmp_path)
    path = warc_of(tmp_path)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))
    (tmp_path / "index.cdxj").unlink()
    with pytest.raises(WarcError, match=f"{path.name}: damaged after byte"):
        recover(tmp_path)
    assert path.read_bytes() == bytes(data)


DISK_FULL = """
import sys, signal, resource
from datetime import UTC, datetime
from pathlib import Path
from pipeline.errors import ArchiveError
from sources.warc_writer import CaptureWriter
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
import random
noise = random.Random(1)
try:
    with CaptureWriter(Path(sys.argv[1]), datetime(2025, 8, 12, tzinfo=UTC)) as writer:
        for number in range(9):
            writer.resource(f"https://c.example.com/{number}", "2025-08-12T00:00:00Z",
                            noise.randbytes(4000), "image/png")
except ArchiveError as error:
    print(error)
"""


def test_a_full_disk_leaves_a_readable_file(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", DISK_FULL, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert "make room and run the same command again" in done.stdout
    captures = list(list_captures(tmp_path))
    assert len(captures) == 4
    assert all(len(read_payload(tmp_path, capture)) == 4000 for capture in captures)
    check(warc_of(tmp_path))


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveError, match="file/captures: Not a directory"):
        write_pages(tmp_path / "file" / "captures")


def test_content_coding_is_undone_up_to_a_limit() -> None:
    assert decode_content(gzip.compress(PAGE), "gzip", "u") == PAGE
    bomb = gzip.compress(bytes(80 << 20))
    with pytest.raises(UnreadablePageError, match="unpacks to more than 64 MB"):
        decode_content(bomb, "gzip", "https://c.example.com/")
    with pytest.raises(UnreadablePageError, match="compressed page is damaged"):
        decode_content(b"not gzip", "gzip", "https://c.example.com/")


def test_the_present_honours_source_date_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1755000000")
    assert present() == datetime(2025, 8, 12, 12, 0, tzinfo=UTC)


def test_surt_sorts_a_site_together() -> None:
    assert (
        surt("https://www.Blog.naver.com/TsSample/1?b=2&a=1")
        == "com,naver,blog)/tssample/1?a=1&b=2"
    )
    assert surt("http://c.example.com:8080/") == "com,example,c:8080)/"
    assert surt("file:///a b.html") == "file:///a b.html"
