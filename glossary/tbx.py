"""Glossaries as TBX-Basic (ISO 30042:2019, TBX version 3, DCA style).

One concept entry a term: the source term and its variants in one language section, the target
term and its allowed forms in another, told apart by `administrativeStatus` (preferred,
admitted, deprecated). The format holds category, part of speech, note and citation; it does not
hold drafts, context words, or that a term is kept as it is. The older TBX (`martif`,
ISO 30042:2008) is read too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

from lxml import etree

from glossary.terms import Problem, Term
from glossary.tsv import Origin, checked_term
from pipeline.errors import GlossaryError

_NAMESPACE = "urn:iso:std:iso:30042:ed-2"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PREFERRED, _ADMITTED, _DEPRECATED = (
    f"{status}Term-admn-sts" for status in ("preferred", "admitted", "deprecated")
)
_POS_OUT = {"proper": "properNoun", "phrase": "other"}
_POS_IN = {"properNoun": "proper", "other": "phrase"} | {
    name: name for name in ("noun", "verb", "adjective", "adverb")
}
_ENTRIES = ("conceptEntry", "termEntry")
_SECTIONS = ("langSec", "langSet")
_TERMS = ("termSec", "tig", "ntig")


def read_tbx(text: str, origin: Origin) -> tuple[list[Term], list[Problem]]:
    """Return the entries of a TBX file, and what is wrong with the concepts left out.

    Where a concept is named in more than two languages, the pair of `origin` is taken, or the
    first language as source and each of the others as target.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        message = f"the file is not XML ({error.msg})."
        return [], [Problem(path=origin.path, line=error.lineno or 1, message=message)]
    terms: list[Term] = []
    problems: list[Problem] = []
    entries = [element for element in root.iter() if _name(element) in _ENTRIES]
    if not entries:
        problems.append(
            Problem(path=origin.path, line=1, message="the file holds no TBX concept entries.")
        )
    for entry in entries:
        line = cast(int, entry.sourceline or 0)
        try:
            terms.extend(checked_term(fields, origin, line) for fields in _fields(entry, origin))
        except GlossaryError as error:
            problems.append(Problem(path=origin.path, line=line, message=str(error)))
    return terms, problems


def write_tbx(terms: Iterable[Term]) -> str:
    """Return a TBX-Basic file of the approved and forbidden entries of `terms`."""
    terms = [term for term in terms if term.status != "draft"]
    language = terms[0].source_language if terms else "en"
    namespaces: dict[Any, str] = {None: _NAMESPACE}
    root = etree.Element(f"{{{_NAMESPACE}}}tbx", nsmap=namespaces)
    root.set("style", "dca")
    root.set("type", "TBX-Basic")
    root.set(_LANG, language)
    header = _add(_add(root, "tbxHeader"), "fileDesc")
    _add(_add(header, "sourceDesc"), "p", "Exported by clinic-archive.")
    body = _add(_add(root, "text"), "body")
    for number, term in enumerate(terms, 1):
        _write_concept(_add(body, "conceptEntry", id=f"c{number}"), term)
    etree.indent(root, space=" ")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8").decode() + "\n"


def _write_concept(entry: etree._Element, term: Term) -> None:
    if term.category:
        _add(entry, "descrip", term.category, type="subjectField")
    if term.note:
        _add(entry, "note", term.note)
    pos = term.part_of_speech
    source = _add(entry, "langSec", lang=term.source_language)
    _write_term(source, term.source, pos, _PREFERRED)
    for variant in term.variants:
        _write_term(source, variant, pos, _ADMITTED)
    target = _add(entry, "langSec", lang=term.target_language)
    forbidden = term.status == "forbidden"
    section = _write_term(target, term.target, pos, _DEPRECATED if forbidden else _PREFERRED)
    if term.citation:
        _add(section, "admin", term.citation, type="source")
    if forbidden:
        _write_term(target, term.preferred, pos, _PREFERRED)
    for form in term.forms:
        verb = pos != "verb" and form.startswith("to ")
        _write_term(
            target, form.removeprefix("to ") if verb else form, "verb" if verb else pos, _ADMITTED
        )


def _write_term(language: etree._Element, text: str, pos: str, status: str) -> etree._Element:
    section = _add(language, "termSec")
    _add(section, "term", text)
    _add(section, "termNote", _POS_OUT.get(pos, pos), type="partOfSpeech")
    _add(section, "termNote", status, type="administrativeStatus")
    if status == _ADMITTED:
        _add(section, "termNote", "variant", type="termType")
    return section


def _add(
    parent: etree._Element, name: str, text: str = "", lang: str = "", **attributes: str
) -> etree._Element:
    element = etree.SubElement(parent, f"{{{_NAMESPACE}}}{name}", attributes)
    if lang:
        element.set(_LANG, lang)
    if text:
        try:
            element.text = text
        except ValueError as error:
            raise GlossaryError(f"{text!r} holds a sign that XML cannot hold.") from error
    return element


def _fields(entry: etree._Element, origin: Origin) -> Iterator[dict[str, Any]]:
    """Yield the fields of one entry for each target language of a concept."""
    sections = {_language(section): section for section in entry if _name(section) in _SECTIONS}
    sources = [origin.source_language] if origin.source_language in sections else list(sections)[:1]
    if not sources or len(sections) < 2:
        raise GlossaryError("the concept is named in fewer than two languages.")
    targets = [code for code in sections if code != sources[0]]
    if origin.target_language in targets:
        targets = [origin.target_language]
    names = _sorted_terms(sections[sources[0]])
    shared: dict[str, Any] = {
        "source": names[0]["text"] if names else "",
        "variants": tuple(name["text"] for name in names[1:]),
        "part_of_speech": names[0]["pos"] if names else "noun",
        "category": _text_of(entry, "descrip", "subjectField"),
        "note": _text_of(entry, "note"),
        "source_language": sources[0],
    }
    for code in targets:
        found = _sorted_terms(sections[code])
        yield shared | {"target_language": code} | _target_fields(found, shared["part_of_speech"])


def _target_fields(names: list[dict[str, str]], pos: str) -> dict[str, Any]:
    """Return target, forms and status: a deprecated term makes a forbidden entry."""
    deprecated = [name for name in names if name["status"] == _DEPRECATED]
    others = [name for name in names if name["status"] != _DEPRECATED]
    fields: dict[str, Any] = {}
    if deprecated:
        fields |= {"status": "forbidden", "preferred": others[0]["text"] if others else ""}
    main = (deprecated or others)[:1]
    fields["target"] = main[0]["text"] if main else ""
    fields["citation"] = main[0]["citation"] if main else ""
    fields["forms"] = tuple(
        f"to {name['text']}" if name["pos"] == "verb" and pos != "verb" else name["text"]
        for name in others[1:]
    )
    return fields


def _sorted_terms(section: etree._Element) -> list[dict[str, str]]:
    """Return the terms of a language section, the preferred one first."""
    names = [_term(element) for element in section if _name(element) in _TERMS]
    return sorted(
        (name for name in names if name["text"]), key=lambda name: name["status"] != _PREFERRED
    )


def _term(section: etree._Element) -> dict[str, str]:
    return {
        "text": _text_of(section, "term"),
        "pos": _POS_IN.get(_text_of(section, "termNote", "partOfSpeech"), "noun"),
        "status": _text_of(section, "termNote", "administrativeStatus"),
        "citation": _text_of(section, "admin", "source"),
    }


def _text_of(parent: etree._Element, name: str, kind: str = "") -> str:
    """Return the text of the first element `name` under `parent`, not below a language."""
    for element in parent.iter():
        below = any(_name(up) in _SECTIONS for up in element.iterancestors() if up is not parent)
        if below and _name(parent) in _ENTRIES:
            continue
        if _name(element) == name and (not kind or element.get("type") == kind):
            return "".join(str(part) for part in element.itertext()).strip()
    return ""


def _language(section: etree._Element) -> str:
    return str(section.get(_LANG, section.get("lang", ""))).split("-")[0].lower()


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
