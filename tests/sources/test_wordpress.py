from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from pipeline.captures import may_be_post
from pipeline.errors import (
    DeletedPostError,
    IndexPageError,
    NotAPostError,
    UnreadablePageError,
)
from sources.capture import capture
from sources.registry import extract
from sources.warc import latest_captures, read_payload

NOISE = re.compile(
    "Share (on|this)|Facebook|Email this|You may also like|Read more|Related|Leave a Reply|says:|"
    "Search for|Recent Posts|Book a consultation|Your email|Posted (on|in)|Tagged|cookies|About the"
)


def without_links(html: str, host: str) -> bytes:
    """A page as if served by the loopback server."""
    return html.replace("https://hangyeol-ps.example.com", host).encode()


def test_samples_give_title_author_time_images_and_links(samples: Any) -> None:
    for sample in samples("wordpress"):
        post, meta = sample.post, sample.meta
        assert (post.title, post.author, post.published, post.url) == (
            meta["title"],
            meta["author"],
            meta["published"],
            meta["url"],
        )
        assert sum(block.kind == "image" for block in post.blocks) == meta["image_count"]
        assert sum(len(block.links) for block in post.blocks) == meta["link_count"]


def test_samples_give_every_text_in_order_with_its_kind(samples: Any) -> None:
    for sample in samples("wordpress"):
        assert sample.extracted() == sample.expected(), sample.path.name


def test_no_furniture_of_the_page_is_in_a_post(samples: Any) -> None:
    for sample in samples("wordpress"):
        for block in sample.post.blocks:
            assert not [line for line in block.lines if NOISE.search(line)]


def test_identity_terms_and_full_size_images(samples: Any) -> None:
    post = samples("wordpress")[0].post
    assert (post.clinic, post.id) == (
        "hangyeol-ps-example-com",
        "before-you-travel-for-rhinoplasty",
    )
    assert post.category == "Rhinoplasty"
    assert post.tags == ("rhinoplasty", "international patients", "recovery")
    (image,) = [block.image for block in post.blocks if block.image]
    assert image.url.endswith("/2025/01/seoul-recovery-guesthouse.jpg")


def test_locators_select_the_elements_that_hold_the_text(samples: Any) -> None:
    for sample in samples("wordpress"):
        soup = BeautifulSoup(sample.payload, "lxml")
        for block in sample.post.blocks:
            held = " ".join(" ".join(e.get_text(" ").split()) for e in soup.select(block.locator))
            for line in block.lines:
                assert re.sub(r"\s", "", line) in re.sub(r"\s", "", held)


def test_the_rest_api_gives_the_same_post_as_the_page(samples: Any, read: Any, data: Path) -> None:
    listed = json.loads((data / "wordpress/wp-json-posts.json").read_text())
    items = {item["link"]: item for item in listed}
    for sample in samples("wordpress"):
        page, url = sample.post, sample.meta["url"]
        api = read(json.dumps(items[url]), url, media_type="application/json")
        assert (api.id, api.clinic, api.title, api.author, api.published) == (
            page.id,
            page.clinic,
            page.title,
            page.author,
            page.published,
        )
        assert [(b.kind, b.lines, b.image) for b in api.blocks] == [
            (b.kind, b.lines, b.image) for b in page.blocks
        ]
        assert api.tags == page.tags


@pytest.mark.parametrize(
    ("payload", "error", "words"),
    [
        ('{"rendered" ', UnreadablePageError, "not valid JSON"),
        ('{"content": {"rendered": "x"}}', NotAPostError, "the JSON holds no post"),
        (
            '{"link": 1, "content": {"rendered": "x"}, "title": {"rendered": "x"}}',
            NotAPostError,
            "no post",
        ),
        (
            '{"link": "https://x.example/", "title": {"rendered": ""},'
            ' "content": {"rendered": "", "protected": true}}',
            NotAPostError,
            "protected by a password",
        ),
    ],
)
def test_json_that_is_no_post_is_told(read: Any, payload: str, error: Any, words: str) -> None:
    with pytest.raises(error, match=words):
        read(payload, media_type="application/json")


WORDPRESS = '<head><meta name="generator" content="WordPress 6.4"></head>'


def test_lists_and_error_pages_are_not_posts(read: Any) -> None:
    body = '<div class="entry-content"><p>Text of a post.</p></div>'
    with pytest.raises(NotAPostError, match="this page lists posts"):
        read(f"{WORDPRESS}<body class='home blog'>{body}")
    with pytest.raises(DeletedPostError, match="no such page"):
        read(f"{WORDPRESS}<body class='error404'>{body}")


@pytest.fixture
def site(server: Any, reply: Any, data: Path) -> Any:
    """The sample WordPress site on the loopback server, REST and all."""
    folder = data / "wordpress"
    items = json.loads(without_links((folder / "wp-json-posts.json").read_text(), server.url))
    for item in items:
        name = item["slug"]
        server.pages[f"/blog/{name}/"] = reply(
            without_links((folder / f"{name}.html").read_text(), server.url)
        )
        server.pages[f"/wp-json/wp/v2/posts/{item['id']}"] = reply(
            json.dumps(item).encode(), headers={"Content-Type": "application/json"}
        )
    pages = {str(n + 1): [item] for n, item in enumerate(items)}

    def posts(path: str) -> Any:
        number = re.search(r"[?&]page=(\d+)", path)
        found = pages.get(number[1] if number else "1")
        headers = {"Content-Type": "application/json", "X-WP-TotalPages": str(len(pages))}
        return reply(json.dumps(found).encode(), 200 if found else 400, headers)

    server.pages["/wp-json/wp/v2/posts"] = posts
    server.pages["/wp-json/wp/v2/categories"] = reply(b'[{"id": 4, "slug": "rhinoplasty"}]')
    server.pages["/feed/"] = reply(
        without_links((folder / "feed.xml").read_text(), server.url),
        headers={"Content-Type": "application/rss+xml"},
    )
    server.pages["/"] = reply(
        f"""<head><meta name="generator" content="WordPress 6.4">
        <link rel="https://api.w.org/" href="{server.url}/wp-json/">
        <link rel="alternate" type="application/rss+xml" href="{server.url}/feed/"></head>
        <body class="home blog"><p>Latest posts</p></body>""".encode()
    )
    return server


def test_a_site_is_captured_through_its_rest_api(tmp_path: Path, site: Any, settings: Any) -> None:
    report = capture(tmp_path, f"{site.url}/", settings=settings)
    assert (len(report.added), report.failed) == (3, ())
    assert all("/wp-json/wp/v2/posts/" in added.url for added in report.added)
    assert "page=3" in " ".join(site.paths())


def test_only_posts_are_taken_for_posts(tmp_path: Path, site: Any, settings: Any) -> None:
    capture(tmp_path, f"{site.url}/", settings=settings)
    posts = [c for c in latest_captures(tmp_path) if may_be_post(c)]
    extracted = []
    for found in posts:
        with suppress(IndexPageError):
            extracted.append(extract(found, read_payload(tmp_path, found)).title)
    assert len(extracted) == 3


def test_since_and_category_are_asked_of_the_api(tmp_path: Path, site: Any, settings: Any) -> None:
    report = capture(
        tmp_path,
        f"{site.url}/",
        settings=settings,
        since=date(2024, 9, 1),
        category="rhinoplasty",
    )
    listed = next(path for path in site.paths() if path.startswith("/wp-json/wp/v2/posts?"))
    assert "after=2024-09-01T00%3A00%3A00" in listed
    assert "categories=4" in listed
    assert len(report.added) == 2


def test_without_the_api_the_feed_and_the_pages_are_taken(
    tmp_path: Path, site: Any, settings: Any, reply: Any
) -> None:
    site.pages["/wp-json/wp/v2/posts"] = reply(b"{}", 401)
    report = capture(tmp_path, f"{site.url}/", settings=settings)
    assert sorted(added.url for added in report.added) == sorted(
        site.url + path for path in site.pages if path.startswith("/blog/")
    )


def test_a_post_that_the_api_withholds_is_taken_as_its_page(
    tmp_path: Path, site: Any, settings: Any
) -> None:
    del site.pages["/wp-json/wp/v2/posts/1730"]
    report = capture(tmp_path, f"{site.url}/", settings=settings)
    assert f"{site.url}/blog/before-you-travel-for-rhinoplasty/" in {a.url for a in report.added}
    assert len(report.added) == 3


def test_a_single_page_is_captured_alone(tmp_path: Path, site: Any, settings: Any) -> None:
    page = f"{site.url}/blog/before-you-travel-for-rhinoplasty/"
    report = capture(tmp_path, page, settings=settings)
    assert [added.url for added in report.added] == [page]
