from __future__ import annotations

from output.site import Site
from output.tombstone import withdrawn_pages
from pipeline.records import Clinic

SITE = Site(
    title="Archive",
    languages=("en", "ko"),
    generator="x",
    clinics=(Clinic(id="ts", names={"ko": "예시의원", "en": "Example Clinic"}),),
)


def pages(reason: str = "Asked for.") -> dict[str, str]:
    made = withdrawn_pages(SITE, "ts", "1", "2025-06-01T00:00:00Z", reason)
    return {name: data.decode() for name, data in made}


def test_every_page_of_the_post_is_replaced() -> None:
    assert set(pages()) == {"ts/1/en.html", "ts/1/ko.html", "ts/1/original.html"}


def test_a_notice_says_what_when_and_why_in_the_language_of_the_page() -> None:
    made = pages()
    assert "This post was withdrawn" in made["ts/1/en.html"]
    assert "June 1, 2025" in made["ts/1/en.html"]
    assert "Example Clinic" in made["ts/1/en.html"]
    assert "철회된 글입니다" in made["ts/1/ko.html"]
    assert "예시의원" in made["ts/1/ko.html"]
    for page in made.values():
        assert "Asked for." in page
        assert '<meta name="robots" content="noindex">' in page


def test_a_reason_is_text_and_no_markup() -> None:
    assert "&lt;script&gt;" in pages("<script>alert(1)</script>")["ts/1/en.html"]
