from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from glossary.tbx import read_tbx, write_tbx
from glossary.terms import Status, Term
from glossary.tsv import Origin

ORIGIN = Origin("terms.tbx", "terms", "ko", "en")
NAMESPACE = "{urn:iso:std:iso:30042:ed-2}"

texts = (
    st.text(
        st.characters(blacklist_categories=["Cs", "Cc", "Cn"], max_codepoint=0xFFFD),
        min_size=1,
        max_size=10,
    )
    .map(str.strip)
    .filter(lambda text: bool(text) and not text.startswith("to "))
)
lists = st.lists(texts, max_size=3).map(tuple)
verbs = texts.map("to {}".format)


@st.composite
def terms(draw: st.DrawFn) -> Term:
    status: Status = draw(st.sampled_from(["approved", "forbidden"]))
    return Term(
        source=draw(texts),
        target=draw(texts),
        source_language="ko",
        target_language="en",
        category=draw(texts | st.just("")),
        part_of_speech=draw(st.sampled_from(["noun", "proper", "adjective", "phrase"])),
        variants=draw(lists),
        forms=draw(st.lists(texts | verbs, max_size=3).map(tuple)),
        status=status,
        preferred=draw(texts) if status == "forbidden" else "",
        note=draw(texts | st.just("")),
        citation=draw(texts | st.just("")),
    )


def held(term: Term) -> dict[str, object]:
    """The fields that TBX-Basic can hold."""
    left = {"glossary", "path", "line", "keep", "near", "not_near"}
    return {name: getattr(term, name) for name in Term.__struct_fields__ if name not in left}


@given(st.lists(terms(), min_size=1, max_size=4))
def test_what_tbx_can_hold_is_read_back(written: list[Term]) -> None:
    read, problems = read_tbx(write_tbx(written), ORIGIN)
    assert problems == []
    assert [held(term) for term in read] == [held(term) for term in written]


def test_the_file_is_tbx_basic_version_3_in_dca_style() -> None:
    term = Term(source="멍", target="bruise", source_language="ko", target_language="en")
    root = etree.fromstring(write_tbx([term]).encode())
    assert root.tag == f"{NAMESPACE}tbx"
    assert (root.get("type"), root.get("style")) == ("TBX-Basic", "dca")
    order = [etree.QName(e).localname for e in root.iter() if isinstance(e.tag, str)]
    assert order[:6] == ["tbx", "tbxHeader", "fileDesc", "sourceDesc", "p", "text"]
    statuses = root.findall(f".//{NAMESPACE}termNote[@type='administrativeStatus']")
    assert [status.text for status in statuses] == ["preferredTerm-admn-sts"] * 2


def test_the_older_martif_form_is_read() -> None:
    text = """<martif type="TBX" xml:lang="en"><text><body><termEntry id="1">
      <descrip type="subjectField">anatomy</descrip>
      <langSet xml:lang="en-US"><tig><term>fascia</term>
        <termNote type="partOfSpeech">noun</termNote></tig></langSet>
      <langSet xml:lang="ko"><tig><term>근막</term></tig></langSet>
    </termEntry></body></text></martif>"""
    (term,), problems = read_tbx(text, ORIGIN)
    assert problems == []
    assert (term.source, term.target, term.category) == ("근막", "fascia", "anatomy")


def test_a_concept_in_one_language_is_named_by_its_line() -> None:
    text = "<tbx><conceptEntry>\n<langSec xml:lang='ko'/></conceptEntry></tbx>"
    read, (problem,) = read_tbx(text, ORIGIN)
    assert read == []
    assert (problem.line, problem.message) == (
        1,
        "the concept is named in fewer than two languages.",
    )


def test_a_file_that_is_not_xml_or_not_tbx_is_a_problem() -> None:
    assert "not XML" in read_tbx("source\ttarget", ORIGIN)[1][0].message
    assert "no TBX concept entries" in read_tbx("<a/>", ORIGIN)[1][0].message


def test_entities_are_not_resolved() -> None:
    text = (
        '<!DOCTYPE tbx [<!ENTITY x SYSTEM "file:///etc/hostname">]><tbx><conceptEntry>'
        "<langSec xml:lang='ko'><termSec><term>&x;멍</term></termSec></langSec>"
        "<langSec xml:lang='en'><termSec><term>bruise</term></termSec></langSec>"
        "</conceptEntry></tbx>"
    )
    (term,), _ = read_tbx(text, ORIGIN)
    assert term.source == "&x;멍"
