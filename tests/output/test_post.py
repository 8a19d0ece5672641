"""The pages of a post: what they carry, and what no input can make them do."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import msgspec
import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from output.site import Site, post_pages, summarise
from pipeline.records import (
    Block,
    Finding,
    Image,
    Link,
    Piece,
    Post,
    PostTranslation,
    Segment,
    Translation,
)

replace = msgspec.structs.replace


def text(element: Any) -> str:
    assert element is not None
    return " ".join(element.get_text(" ", strip=True).split())


def sentence_of(page: BeautifulSoup, translation: PostTranslation, number: int) -> Any:
    element = page.find(id=f"s-{translation.segments[number].segment.id}")
    assert isinstance(element, Tag)
    return element


def behind(page: BeautifulSoup, translation: PostTranslation, number: int) -> Any:
    element = page.find(id=f"o-{translation.segments[number].segment.id}")
    assert isinstance(element, Tag)
    return element


def test_a_post_has_a_page_a_translation_and_one_for_the_captured_original(
    site: Site, post: Post, translation: PostTranslation
) -> None:
    japanese = replace(translation, target_language="ja")
    paths = [path for path, _ in post_pages(site, post, "d", {"ja": japanese, "en": translation})]
    assert paths == [
        "haneul/1001/en.html",
        "haneul/1001/ja.html",
        "haneul/1001/original.html",
    ]


class TestHead:
    def test_title_clinic_in_both_languages_and_date(self, render: Any) -> None:
        page = render()
        assert text(page.h1) == "Knee injections: when to have them"
        byline = page.select_one("header.post .byline")
        assert text(byline) == "Haneul Clinic · 하늘의원 · March 2, 2025"
        assert byline.find(string="하늘의원").parent["lang"] == "ko"

    def test_the_date_is_that_of_the_posts_own_zone(self, render: Any) -> None:
        page = render()
        original, translated = page.select("dl.facts time")
        assert original["datetime"] == "2025-03-02T23:30:00+09:00"
        assert re.fullmatch(r"March 2, 2025, 11:30\sPM \(UTC\+09:00\)", original.text)
        assert re.fullmatch(r"April 2, 2025, 5:06\sAM \(UTC\)", translated.text)

    def test_a_bare_date_is_shown_without_a_time(self, render: Any, post: Post) -> None:
        page = render(post=replace(post, published="2025-03-02"))
        assert text(page.select_one("dl.facts time")) == "March 2, 2025"

    def test_a_post_without_a_date_says_so(self, render: Any, post: Post) -> None:
        page = render(post=replace(post, published=None))
        assert "gives no date" in text(page.select_one("dl.facts"))
        assert page.select_one("header.post time") is None

    def test_a_post_without_a_title_is_called_untitled(
        self, render: Any, post: Post, translation: PostTranslation
    ) -> None:
        untitled = replace(translation, segments=translation.segments[1:])
        page = render(post=replace(post, title=""), translations={"en": untitled})
        assert text(page.h1) == "Untitled post"

    def test_the_lead_is_the_first_sentence_cut_at_a_word(
        self, render: Any, translation: PostTranslation
    ) -> None:
        long = replace(translation.segments[1], text="A long word " * 60, findings=(), terms=())
        segments = (translation.segments[0], long, *translation.segments[2:])
        lead = text(
            render(translations={"en": replace(translation, segments=segments)}).select_one(".lead")
        )
        assert len(lead) <= 221
        assert lead.endswith(("word…", "long…", "A…"))


class TestNotice:
    def test_it_links_the_archive_copy_and_the_original_address(
        self, render: Any, post: Post
    ) -> None:
        notice = render().select_one("aside.notice")
        links = [link["href"] for link in notice.select("p a")]
        assert links == ["original.html", post.url]
        assert "from Korean into English" in text(notice)

    def test_it_says_exactly_what_passed_and_what_is_marked(self, render: Any) -> None:
        notice = text(render().select_one("aside.notice"))
        assert "12 of 14 sentences passed all checks; 2 are marked." in notice
        assert "Checked by program: numbers and durations." in notice

    def test_it_counts_what_no_machine_translated(self, render: Any) -> None:
        notice = text(render().select_one("aside.notice"))
        assert "1 sentence was in English already and stands as published." in notice
        assert "1 passage is not translated and stands in Korean." in notice
        assert "A person corrected 1 sentence." in notice

    def test_notes_do_not_fail_a_sentence(self, render: Any, translation: PostTranslation) -> None:
        note = Finding(check="claim", severity="note", message="The source promises a result.")
        noted = replace(translation.segments[3], findings=(note,))
        segments = (*translation.segments[:3], noted, *translation.segments[4:])
        page = render(translations={"en": replace(translation, segments=segments)})
        notice = text(page.select_one("aside.notice"))
        assert "12 of 14 sentences passed all checks; 2 are marked." in notice
        assert "1 sentence carries a note." in notice

    def test_without_findings_none_is_marked(
        self, render: Any, translation: PostTranslation
    ) -> None:
        clean = tuple(replace(s, findings=(), terms=()) for s in translation.segments)
        page = render(translations={"en": replace(translation, segments=clean)})
        assert "14 of 14 sentences passed all checks; none is marked." in text(page.aside)
        assert not page.select(".marked-list")

    def test_without_checks_it_claims_none(self, render: Any, site: Site) -> None:
        notice = text(render(site=replace(site, checks=())).select_one("aside.notice"))
        assert "No automatic checks were run" in notice
        assert "passed" not in notice

    def test_a_page_nobody_reviewed_says_so(
        self, render: Any, translation: PostTranslation
    ) -> None:
        machine = tuple(
            replace(s, status="machine") if s.status == "edited" else s
            for s in translation.segments
        )
        page = render(translations={"en": replace(translation, segments=machine)})
        assert "No sentence has been reviewed by a person." in text(page.aside)

    def test_a_page_without_machine_translation_says_so(
        self, render: Any, translation: PostTranslation
    ) -> None:
        kept = tuple(
            replace(s, text=s.segment.text, status="untranslated", findings=(), terms=())
            for s in translation.segments
        )
        page = render(translations={"en": replace(translation, segments=kept)})
        assert "No sentence on this page was translated by a machine." in text(page.aside)
        assert "A program translated" not in page.text
        assert "Machine" not in text(page.article)
        assert not page.find(id="interlinear")

    @pytest.mark.parametrize("language", ["en", "ko", "ja", "zh", "es", "de"])
    def test_it_never_vouches_for_medical_accuracy(
        self, render: Any, translation: PostTranslation, language: str
    ) -> None:
        page = render(
            f"{language}.html",
            translations={language: replace(translation, target_language=language)},
        )
        medical = page.select("aside.notice strong")[0].parent
        words = {
            "ko": "보증하지 않습니다",
            "ja": "保証していません",
            "zh": "没有人",
            "es": "Nadie responde",
        }
        assert words.get(language, "Nothing here vouches") in text(medical)


class TestSentences:
    def test_each_has_its_segments_id_its_language_and_its_text(
        self, render: Any, translation: PostTranslation
    ) -> None:
        page = render()
        for number, segment in enumerate(translation.segments):
            element = sentence_of(page, translation, number)
            assert element["lang"] == "en"
            assert element.get_text() == segment.text

    def test_each_translated_one_opens_its_source_by_a_button(
        self, render: Any, translation: PostTranslation
    ) -> None:
        page = render()
        for number, segment in enumerate(translation.segments):
            opener = page.find("button", popovertarget=f"o-{segment.segment.id}")
            if segment.status == "untranslated":
                assert opener is None
                continue
            assert opener["aria-label"].startswith(f"Original of sentence {number + 1}")
            source = behind(page, translation, number).select_one(".source")
            assert source["lang"] == "ko"
            assert source.get_text() == segment.segment.text
            assert sentence_of(page, translation, number)["for"] == opener["id"]

    def test_ids_are_unique(self, render: Any) -> None:
        for name in ("en.html", "original.html"):
            ids = Counter(element["id"] for element in render(name).find_all(id=True))
            assert [name for name, uses in ids.items() if uses > 1] == []

    def test_the_sentences_of_a_block_flow_in_one_paragraph(
        self, render: Any, translation: PostTranslation
    ) -> None:
        page = render()
        paragraph = page.find("p", id="b-0")
        assert sentence_of(page, translation, 1).find_parent("p") is paragraph
        assert sentence_of(page, translation, 2).find_parent("p") is paragraph

    def test_a_marked_one_names_its_finding_and_where(
        self, render: Any, translation: PostTranslation
    ) -> None:
        page = render()
        sentence = sentence_of(page, translation, 1)
        assert sentence["class"] == ["s", "marked", "error"]
        assert sentence.mark.get_text() == "1 to 2 months"
        opened = behind(page, translation, 1)
        assert opened.select_one(".source mark").get_text() == "1~2주"
        assert text(opened.select_one(".finding")).startswith("Error The source says 1~2주")
        button = page.find("button", popovertarget=opened["id"])
        assert button["aria-label"] == "Original of sentence 2, marked"

    def test_marks_are_listed_before_the_text(
        self, render: Any, translation: PostTranslation
    ) -> None:
        listed = render().select(".marked-list li")
        assert [item.a["href"] for item in listed] == [
            f"#s-{translation.segments[number].segment.id}" for number in (1, 2)
        ]
        assert "The source says 1~2주" in text(listed[0])
        assert "운동 → physical exercise" in text(listed[1])

    def test_terms_are_shown_with_how_they_were_satisfied(
        self, render: Any, translation: PostTranslation
    ) -> None:
        page = render()
        assert "무릎 주사 → knee injection put in before translating" in text(
            behind(page, translation, 1)
        )
        flagged = behind(page, translation, 2).select_one(".term.flagged")
        assert "운동 → physical exercise not enforced No alternative" in text(flagged)
        assert "2 glossary terms were required" in text(page.select_one("aside.notice"))

    def test_a_corrected_one_is_labelled_with_who_and_when(
        self, render: Any, translation: PostTranslation
    ) -> None:
        page = render()
        chip = sentence_of(page, translation, 5).find_next(class_="chip")
        assert text(chip) == "Corrected by a person"
        opened = text(behind(page, translation, 5))
        assert re.search(
            r"Corrected by a person: Han Bora, April 3, 2025, 1:00\sAM \(UTC\)", opened
        )

    def test_one_in_the_target_language_already_is_labelled(
        self, render: Any, translation: PostTranslation
    ) -> None:
        chip = sentence_of(render(), translation, 13).find_next(class_="chip")
        assert text(chip) == "English in the original"

    def test_it_leads_to_its_block_in_the_captured_original(
        self, render: Any, translation: PostTranslation
    ) -> None:
        target = behind(render(), translation, 3).find("a", href=re.compile("original"))["href"]
        anchor = render("original.html").find(id=target.partition("#")[2])
        assert text(anchor) == "준비할 것"

    def test_sentences_of_unspaced_languages_join_without_a_space(
        self, render: Any, translation: PostTranslation
    ) -> None:
        page = render("ja.html", translations={"ja": replace(translation, target_language="ja")})
        opened = behind(page, translation, 1)
        assert opened.next_sibling is sentence_of(page, translation, 2)


class TestBody:
    def test_headings_close_the_gaps_between_levels(self, render: Any) -> None:
        assert [text(h) for h in render().select(".body h2")] == ["What to prepare"]

    def test_lists_are_rebuilt_from_their_items(self, render: Any) -> None:
        ordered, ticked = render().select(".body :is(ol, ul)")
        assert [item["value"] for item in ordered.find_all("li")] == ["1", "2"]
        assert ticked.name == "ul"
        assert ticked.select_one(".marker").text == "✔"

    def test_a_table_keeps_headers_and_spans(self, render: Any) -> None:
        table = render().table
        rows = [
            [text(cell.select_one(".s")) for cell in row.find_all(["td", "th"])]
            for row in table("tr")
        ]
        assert rows == [["When", "What to do"], ["First day", "Rest"]]
        assert [cell["scope"] for cell in table("th")] == ["col", "col"]
        assert table("th")[1]["colspan"] == "2"
        assert table("td")[0]["rowspan"] == "2"

    def test_an_image_without_a_copy_is_a_labelled_link(self, render: Any, post: Post) -> None:
        page = render()
        figure = page.figure
        assert page.img is None
        assert "holds no copy" in text(figure)
        assert figure.select_one(".absent a")["href"] == "https://images.example.com/knee_01.jpg"
        assert (
            figure.select_one(".label").get_text() == "Knee injections: when to have them, image 1"
        )
        credit = figure.select_one(".credit a")
        assert text(credit) == "Source: website of Haneul Clinic"
        assert credit["href"] == post.url
        assert text(figure.select_one(".caption .s")) == "Where the injection goes"

    def test_an_image_without_a_copy_is_only_labelled_where_links_are_not_wanted(
        self, render: Any, site: Site
    ) -> None:
        figure = render(site=replace(site, link_images=False)).figure
        assert "holds no copy" in text(figure)
        assert figure.select_one(".absent a") is None

    def test_an_image_with_a_copy_is_shown_from_the_archive(self, render: Any) -> None:
        copies = {"https://images.example.com/knee_01.jpg": "images/ab cd.jpg"}
        image = render(local_images=copies).img
        assert image["src"] == "../../images/ab%20cd.jpg"
        assert (image["alt"], image["lang"]) == ("무릎 그림", "ko")
        assert (image["width"], image["height"]) == ("640", "480")

    def test_the_posts_own_disclaimer_is_kept_and_marked(self, render: Any) -> None:
        disclaimer = render().select_one("aside.disclaimer")
        assert text(disclaimer.select_one(".label")) == "Note by the clinic"
        assert "※ Some people may have pain." in text(disclaimer)

    def test_quotations_rules_and_link_cards(self, render: Any) -> None:
        page = render()
        assert text(page.blockquote.select_one(".s")) == "Walking has become easier."
        assert page.find("hr", id="b-10")
        card = page.select_one("aside.card")
        assert card.a["href"] == "https://clinic.example.com/hours"
        assert text(card.select_one("[lang=ko]")) == "진료 안내"
        assert text(card.select_one(".chip")) == "Not translated"

    def test_tags_and_category_stay_in_the_source_language(self, render: Any) -> None:
        page = render()
        assert [tag.text for tag in page.select("ul.tags[lang=ko] li")] == ["무릎주사", "회복"]
        assert page.find("dd", string="무릎")["lang"] == "ko"

    def test_the_ways_back(self, render: Any) -> None:
        links = {text(link): link["href"] for link in render().select("nav.more a")}
        assert links == {
            "All posts of Haneul Clinic": "../index.html",
            "Haneul Clinic on its own site": "https://clinic.example.com/",
            "All posts in this archive": "../../index.html",
        }

    def test_a_post_of_thousands_of_blocks_renders(
        self, render: Any, post: Post, translation: PostTranslation
    ) -> None:
        blocks = tuple(Block(kind="paragraph", lines=(f"문단 {n}",)) for n in range(3000))
        page = render(
            post=replace(post, blocks=blocks),
            translations={"en": replace(translation, segments=())},
        )
        assert len(page.select(".body > p")) == 3000

    def test_a_post_without_blocks_renders(
        self, render: Any, post: Post, translation: PostTranslation
    ) -> None:
        bare = replace(translation, segments=())
        assert render(post=replace(post, blocks=()), translations={"en": bare}).h1


class TestOriginal:
    def test_it_is_the_captured_text_line_by_line(self, render: Any) -> None:
        page = render("original.html")
        assert page.html["lang"] == "ko"
        assert text(page.h1) == "무릎 주사, 언제 맞나요?"
        assert list(page.find(id="b-0").stripped_strings) == [
            "무릎 주사는 1~2주",
            "간격으로 맞습니다.",
            "당일 운동은 피하세요.",
        ]

    def test_its_notices_are_in_its_own_language(self, render: Any) -> None:
        notice = render("original.html").select_one("aside.notice")
        assert "의사와 상의하세요" in text(notice)

    def test_its_english_lines_are_marked_as_english(self, render: Any) -> None:
        assert render("original.html").find(id="b-9")["lang"] == "en"


class TestLanguages:
    def test_the_page_switches_between_its_translations_and_the_original(
        self, render: Any, translation: PostTranslation
    ) -> None:
        japanese = replace(translation, target_language="ja")
        page = render("ja.html", translations={"en": translation, "ja": japanese})
        choices = page.select("nav.languages a")
        assert [(c["href"], c["lang"], c.get("aria-current")) for c in choices] == [
            ("en.html", "en", None),
            ("ja.html", "ja", "page"),
            ("original.html", "ja", None),
        ]
        assert page.select_one("nav.more a[href$='index.ja.html']")

    def test_a_language_without_notices_reads_english_around_its_text(
        self, render: Any, translation: PostTranslation
    ) -> None:
        page = render("de.html", translations={"de": replace(translation, target_language="de")})
        assert (page.html["lang"], page.body["lang"]) == ("de", "en")
        assert sentence_of(page, translation, 1)["lang"] == "de"

    def test_a_right_to_left_page_runs_right_to_left(
        self, render: Any, translation: PostTranslation
    ) -> None:
        page = render("ar.html", translations={"ar": replace(translation, target_language="ar")})
        assert (page.html["dir"], page.body["dir"]) == ("rtl", "ltr")
        assert sentence_of(page, translation, 1)["dir"] == "auto"


class TestEvidence:
    def test_the_panel_names_capture_extraction_and_signature(
        self, render: Any, post: Post
    ) -> None:
        page = render()
        panel = text(page.select_one("details.provenance"))
        for evidence in (
            post.capture.url,
            "April 1, 2025",
            "captures/2025.warc.gz, byte 512",
            post.capture.record_id,
            post.capture.payload_digest,
            "naver/1",
            "model:ko_en-clinic-0.1@3f2a91c0|beam:4|seg:kiwi-0.24|cx:0.1.0 (14 sentences)",
            "Clinic Archive 0.1.0",
        ):
            assert evidence in panel

    def test_the_full_signature_stands_behind_each_sentence(
        self, render: Any, translation: PostTranslation
    ) -> None:
        opened = behind(render(), translation, 1)
        assert opened.select_one(".signature").text == translation.segments[1].signature


class TestSafety:
    def test_nothing_is_loaded_from_another_host_and_no_script_runs(
        self, site: Site, post: Post, translation: PostTranslation
    ) -> None:
        for _, data in post_pages(site, post, "d", {"en": translation}):
            page: Any = BeautifulSoup(data, "lxml")
            assert [s["type"] for s in page("script")] == ["application/ld+json"]
            assert [e for e in page(src=True) if "://" in e["src"]] == []
            assert [link["href"] for link in page("link", rel="stylesheet")] == ["../../style.css"]
            assert not page.find_all(["iframe", "object", "embed", "style", "form", "base"])
            assert not [e for e in page(True) for name in e.attrs if name.startswith("on")]
            assert not page(style=True)

    def test_markup_in_the_records_stays_text(
        self, render: Any, post: Post, translation: PostTranslation
    ) -> None:
        hostile = "</label><script>alert(1)</script><img src=x onerror=alert(1)>&amp;"
        segments = tuple(
            replace(
                s,
                text=hostile,
                segment=replace(s.segment, text=hostile),
                editor=hostile,
                findings=(Finding(check="name", severity="error", message=hostile),),
            )
            for s in translation.segments
        )
        evil = replace(post, title=hostile, author=hostile, category=hostile, tags=(hostile,))
        for name in ("en.html", "original.html"):
            page = render(
                name, post=evil, translations={"en": replace(translation, segments=segments)}
            )
            assert [s["type"] for s in page("script")] == ["application/ld+json"]
            assert not page("img")
            assert hostile in page.h1.get_text()

    @pytest.mark.parametrize(
        "address",
        [
            "javascript:alert(1)",
            " JAVASCRIPT:alert(1)",
            "data:text/html,x",
            "//[bad",
            "file:///etc",
        ],
    )
    def test_only_web_addresses_become_links(
        self, render: Any, post: Post, translation: PostTranslation, address: str
    ) -> None:
        blocks = (
            Block(kind="link", lines=("카드",), links=(Link(url=address),)),
            Block(kind="paragraph", lines=("글",), links=(Link(url=address, text="여기"),)),
            Block(kind="image", image=Image(url=address)),
        )
        page = render(
            post=replace(post, blocks=blocks, url=address),
            translations={"en": replace(translation, segments=())},
        )
        schemes = {link["href"].partition(":")[0] for link in page("a") if ":" in link["href"]}
        assert schemes <= {"https"}

    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(words=st.text(min_size=1, max_size=60))
    def test_any_text_comes_out_as_it_went_in(
        self, site: Site, post: Post, translation: PostTranslation, words: str
    ) -> None:
        segment = Segment(
            id="x1", block=0, text="글", language="ko", pieces=(Piece(line=0, start=0, end=1),)
        )
        one = replace(translation, segments=(Translation(segment=segment, text=words),))
        data = dict(post_pages(site, post, "d", {"en": one}))["haneul/1001/en.html"]
        source = data.decode("utf-8", "surrogatepass")
        label = re.search(r'<label class="s" id="s-x1"[^>]*>(.*?)</label>', source, re.DOTALL)
        assert label is not None
        assert "<" not in label[1]
        unescaped = label[1]
        for entity, character in (
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&#34;", '"'),
            ("&#39;", "'"),
            ("&amp;", "&"),
        ):
            unescaped = unescaped.replace(entity, character)
        assert unescaped == words


def test_the_same_records_give_the_same_bytes(
    site: Site, post: Post, translation: PostTranslation
) -> None:
    first = list(post_pages(site, post, "d", {"en": translation}))
    assert first == list(post_pages(site, post, "d", {"en": translation}))


def test_a_summary_counts_what_the_post_holds(post: Post, translation: PostTranslation) -> None:
    summary = summarise(post, translation)
    assert summary.title == "Knee injections: when to have them"
    assert summary.original_title == "무릎 주사, 언제 맞나요?"
    assert summary.lead == "Knee injections are given 1 to 2 months apart."
    assert (summary.segments, summary.terms, summary.flagged) == (14, 2, 1)
    assert summary.findings == {"error": 1}
