from __future__ import annotations

import pytest

from pipeline.archive import Archive
from pipeline.verification.downstream import breaks


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("posts/ts/1/post.json", "the translations and pages of ts/1"),
        ("posts/ts/1/en.json", "site/ts/1/en.html, and the lists"),
        ("edits/ts/1.en.jsonl", "posts/ts/1/en.json and its page"),
        ("site/style.css", "how every page looks"),
        ("site/ts/1/en.html", "what readers of this page see"),
        ("archive.toml", "everything that is built"),
        ("archive.lock", "what the archive can be rebuilt with"),
        ("house.ko-en.tsv", "what names this file in archive.toml"),
    ],
)
def test_what_depends_on_a_file(archive: Archive, path: str, what: str) -> None:
    assert breaks(archive.path, path).startswith(what)


def test_the_posts_of_a_capture_are_named(archive: Archive) -> None:
    (path,) = archive.captures.glob("*.warc.gz")
    told = breaks(archive.path, f"captures/{path.name}")
    assert told == (
        "the posts made from it (ts/223728104415, ts/223762098771), their translations and pages"
    )
    assert breaks(archive.path, "captures/other.warc.gz") == "no post: none was made from it"
