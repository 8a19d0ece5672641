from __future__ import annotations

import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ConfigError, SourceError
from sources.capture import capture
from sources.registry import extract
from sources.warc import captured_images, latest_captures, list_captures, read_payload

ROOT = Path(__file__).parents[2]


def digests(folder: Path) -> set[str]:
    return {capture.payload_digest for capture in list_captures(folder)}


def check(folder: Path) -> None:
    """`warcio check`, which verifies digests by other code than ours."""
    files = [str(path) for path in folder.glob("*.warc.gz")]
    command = [sys.executable, "-m", "warcio.cli", "check", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_a_blog_of_200_posts_is_captured_once_and_then_only_asked_after(
    tmp_path: Path, server: Any, blog: Any, settings: Any
) -> None:
    front = blog(200).front
    first = capture(tmp_path, front, settings=settings)
    assert (len(first.added), first.unchanged, first.failed) == (200, 0, ())
    server.asked.clear()
    second = capture(tmp_path, front, settings=settings)
    assert (len(second.added), second.unchanged) == (0, 200)
    statuses = {asked.status for asked in server.asked if asked.path != "/robots.txt"}
    assert statuses == {304}
    assert second.received < 1000
    assert len([c for c in latest_captures(tmp_path) if "PostView" in c.url]) == 200
    check(tmp_path)


CAPTURE = """
import sys
from pathlib import Path
from sources.registry import extract
from sources.capture import capture
from sources.fetch import FetchSettings
settings = FetchSettings(allow_hosts=("127.0.0.1",), delay=0.0, concurrency=2)
capture(Path(sys.argv[1]), sys.argv[2], settings=settings, images="keep")
"""


@pytest.mark.parametrize("pages", [1, 9, 30])
def test_killed_at_any_point_and_run_again_the_same_payloads_are_held(
    tmp_path: Path, server: Any, blog: Any, settings: Any, pages: int
) -> None:
    front = blog(40).front
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    capture(whole, front, settings=settings, images="keep")
    server.asked.clear()
    run = subprocess.Popen([sys.executable, "-c", CAPTURE, str(killed), front], cwd=ROOT)
    while len(server.asked) < pages and run.poll() is None:
        time.sleep(0.001)
    run.send_signal(signal.SIGKILL)
    run.wait()
    report = capture(killed, front, settings=settings, images="keep")
    assert digests(killed) == digests(whole)
    assert len(report.added) + report.unchanged == 40
    check(killed)


FULL = """
import resource, signal
from pipeline.errors import ArchiveError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (12_000, 12_000))
try:
    exec(RUN)
except ArchiveError as error:
    print(error)
"""


def test_a_disk_that_fills_up_ends_the_run_and_leaves_whole_records(
    tmp_path: Path, blog: Any, settings: Any
) -> None:
    front = blog(40).front
    code = FULL.replace("RUN", repr(CAPTURE))
    command = [sys.executable, "-c", code, str(tmp_path), front]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert "make room and run the same command again" in done.stdout
    check(tmp_path)
    held = digests(tmp_path)
    report = capture(tmp_path, front, settings=settings)
    assert len(report.added) + report.unchanged == 40
    assert held < digests(tmp_path)


def test_an_interrupted_run_keeps_what_it_got(tmp_path: Path, server: Any, blog: Any) -> None:
    front = blog(200).front
    run = subprocess.Popen(
        [sys.executable, "-c", CAPTURE, str(tmp_path), front], cwd=ROOT, stderr=subprocess.DEVNULL
    )
    while len(server.asked) < 30 and run.poll() is None:
        time.sleep(0.001)
    run.send_signal(signal.SIGINT)
    run.wait()
    assert not list(tmp_path.glob("*.open"))
    assert len(list(list_captures(tmp_path))) >= 20
    check(tmp_path)


def test_posts_are_chosen_by_day_number_and_category(
    tmp_path: Path, server: Any, blog: Any, settings: Any
) -> None:
    front = blog(65).front

    def count(name: str, **choice: Any) -> int:
        report = capture(tmp_path / name, front, settings=settings, **choice)
        return len(report.added)

    assert count("since", since=date(2025, 8, 3)) == 10
    assert count("limit", limit=35) == 35
    assert count("category", category="12") == 33
    assert count("both", since=date(2025, 8, 3), limit=3, category="12") == 3


def test_a_category_is_known_by_its_name_too(
    tmp_path: Path, server: Any, blog: Any, settings: Any, reply: Any
) -> None:
    front = blog(4).front
    server.pages["/PostList.naver"] = reply(
        "<title>네이버 블로그</title><a href='/PostList.naver?categoryNo=12'>미니거상</a>".encode()
    )
    report = capture(tmp_path, front, settings=settings, category="미니거상")
    assert len(report.added) == 2
    with pytest.raises(ConfigError, match="no category '없음'"):
        capture(tmp_path, front, settings=settings, category="없음")


def test_the_feed_helps_where_the_title_list_does_not(
    tmp_path: Path, server: Any, blog: Any, settings: Any, reply: Any, data: Path
) -> None:
    made = blog(13)
    rss = (data / "naver/rss.xml").read_bytes()
    server.pages["/PostTitleListAsync.naver"] = reply(b'{"resultCode":"E"')
    server.pages["/rss.xml"] = reply(rss, headers={"Content-Type": "application/rss+xml"})
    server.pages["/PostView.naver"] = made.post(1, date(2025, 8, 12))
    report = capture(tmp_path, made.front, settings=settings, since=date(2025, 7, 1))
    asked = [path for path in server.paths() if path.startswith("/PostView")]
    assert sorted(path[-12:] for path in asked) == ["223945016690", "223968803351"]
    assert len(report.added) + report.unchanged == 2


def test_a_list_that_nothing_gives_is_an_error_that_says_both_reasons(
    tmp_path: Path, server: Any, blog: Any, settings: Any, reply: Any
) -> None:
    front = blog(1).front
    server.pages["/PostTitleListAsync.naver"] = reply(b"<html>")
    server.pages["/rss.xml"] = reply(b"<rss><channel><item>")
    with pytest.raises(SourceError, match=r"not a list of posts.*The feed did not help"):
        capture(tmp_path, front, settings=settings)


def test_deleted_and_private_posts_are_recorded_as_such(
    tmp_path: Path, server: Any, blog: Any, settings: Any, reply: Any, data: Path
) -> None:
    made = blog(3)
    pages = list(made.numbers)
    for number, name in zip(pages, ("deleted-223886102255", "private-223799000417"), strict=False):
        page = reply((data / f"naver/{name}.html").read_bytes())
        server.pages[f"/PostView.naver?blogId=tssample&logNo={number}"] = page
    report = capture(tmp_path, made.front, settings=settings)
    assert len(report.added) == 1
    assert sorted(failure.reason.rpartition(": ")[2] for failure in report.gone) == [
        "the post is deleted or never was.",
        "the post is private.",
    ]
    assert len([c for c in list_captures(tmp_path) if "PostView" in c.url]) == 3


def test_one_post_that_fails_does_not_stop_the_others(
    tmp_path: Path, server: Any, blog: Any, settings: Any, reply: Any
) -> None:
    made = blog(5)
    bad = f"/PostView.naver?blogId=tssample&logNo={list(made.numbers)[2]}"
    server.pages[bad] = reply(b"", 503)
    report = capture(tmp_path, made.front, settings=settings)
    assert len(report.added) == 4
    assert report.failed[0].reason == (
        f"{server.url}{bad}: the server answered 503, each time it was asked."
    )


def test_a_host_that_asks_for_a_long_rest_gets_it(
    tmp_path: Path, server: Any, blog: Any, settings: Any, reply: Any
) -> None:
    made = blog(20)
    for path in [path for path in server.pages if path.startswith("/PostView")]:
        server.pages[path] = reply(b"", 503, {"Retry-After": "3600"})
    report = capture(tmp_path, made.front, settings=settings)
    assert len(report.failed) == 20
    assert all("asks to wait 3600 seconds" in failure.reason for failure in report.failed)
    assert len([path for path in server.paths() if path.startswith("/PostView")]) <= 2


def test_a_post_address_leads_through_the_frame_to_the_page_inside(
    tmp_path: Path, server: Any, settings: Any, reply: Any, data: Path
) -> None:
    frame = (data / "naver/frame-223728104415.html").read_text()
    own = frame.replace("https://blog.naver.com/tssample", f"{server.url}/tssample")
    server.pages["/tssample/223728104415"] = reply(own.encode())
    inner = (data / "naver/PostView-223728104415.html").read_bytes()
    server.pages["/PostView.naver"] = reply(inner)
    report = capture(tmp_path, f"{server.url}/tssample/223728104415", settings=settings)
    (added,) = report.added
    assert added.url.startswith(f"{server.url}/PostView.naver?blogId=tssample&logNo=223728104415")
    assert read_payload(tmp_path, added) == inner


def test_images_are_captured_once_and_found_by_address(
    tmp_path: Path, server: Any, blog: Any, settings: Any
) -> None:
    front = blog(4).front
    assert capture(tmp_path, front, settings=settings).images == 0
    assert capture(tmp_path, front, settings=settings, images="keep").images == 1
    assert server.paths().count("/image.png") == 1
    assert capture(tmp_path, front, settings=settings, images="keep").images == 0
    (image,) = captured_images(tmp_path).values()
    assert image.url == f"{server.url}/image.png"
    assert read_payload(tmp_path, image) == b"\x89PNG image"


def test_progress_counts_the_posts(tmp_path: Path, blog: Any, settings: Any) -> None:
    seen: list[tuple[str, int, int]] = []
    capture(tmp_path, blog(3).front, settings=settings, progress=lambda *step: seen.append(step))
    assert seen[-1] == ("Capturing posts", 3, 3)


def test_an_address_that_does_not_answer_is_an_error(
    tmp_path: Path, server: Any, settings: Any
) -> None:
    with pytest.raises(SourceError, match="the server answered 404"):
        capture(tmp_path, f"{server.url}/nothing", settings=settings)


def test_the_same_image_at_two_addresses_is_kept_once(
    tmp_path: Path, server: Any, blog: Any, settings: Any
) -> None:
    made = blog(2)
    last = list(made.numbers)[1]
    page = server.pages[f"/PostView.naver?blogId=tssample&logNo={last}"]
    page.body = page.body.replace(b"/image.png", b"/copy.png")
    server.pages["/copy.png"] = server.pages["/image.png"]
    assert capture(tmp_path, made.front, settings=settings, images="keep").images == 1
    images = captured_images(tmp_path)
    assert sorted(images) == [f"{server.url}/copy.png", f"{server.url}/image.png"]
    assert len({image.record_id for image in images.values()}) == 1


def test_a_page_served_under_the_wrong_charset_is_read(
    tmp_path: Path, server: Any, settings: Any, reply: Any, data: Path
) -> None:
    page = (data / "web/hangyeol-lower-blepharoplasty-euckr.html").read_bytes()
    server.pages["/eye4.htm"] = reply(page)  # as text/html; charset=utf-8
    (added,) = capture(tmp_path, f"{server.url}/eye4.htm", settings=settings).added
    post = extract(added, read_payload(tmp_path, added))
    assert post.title == "하안검 수술, 눈밑 처짐과 주름을 함께 개선하는 방법"
    assert "The page says it is utf-8 but its bytes are cp949." in post.notes
