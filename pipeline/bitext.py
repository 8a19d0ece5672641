"""Reading translations made elsewhere: TSV, TMX 1.4b, XLIFF 1.2 and 2.x.

Every unit says where it stands in its file, so that a finding can be shown there. Inline markup
is left out and its text kept; units without both sides are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from pipeline.errors import BitextError
from pipeline.records import Record

_TSV = frozenset({".tsv", ".tab", ".txt"})
_XLIFF = frozenset({".xlf", ".xliff"})
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_MARKUP = frozenset({"bpt", "ept", "it", "ph", "ut", "bx", "ex", "x"})
"""Inline elements that hold codes of a format rather than text (TMX 1.4b, XLIFF 1.2)."""


class Unit(Record, frozen=True, kw_only=True):
    """A source text and its translation, and the line of the file where they begin.

    The languages are ISO 639 codes as the file gives them, without region, or empty. `id` is the
    identifier of the unit, where the format has one.
    """

    line: int
    source: str
    target: str
    source_language: str = ""
    target_language: str = ""
    id: str = ""


def read_bitext(path: Path, source: str = "", target: str = "") -> list[Unit]:
    """Return the translation units of the file at `path`, by its suffix TSV, TMX or XLIFF.

    TSV is UTF-8, one pair a line, source and target in the first two columns; a first line that
    names them (`source`, `target`, or language codes) is a header. `source` and `target` are
    language codes: which variants of a TMX unit to take (its `srclang`, and the first other one,
    unless given). Raises `BitextError`, with file and line, where the file is none of these.
    """
    suffix = path.suffix.lower()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BitextError(f"{path}: {error.strerror or error}.") from error
    if suffix in _TSV:
        return list(_read_tsv(path, data))
    if suffix == ".tmx":
        return list(_read_tmx(path, _parse(path, data), source, target))
    if suffix in _XLIFF:
        return list(_read_xliff(path, _parse(path, data)))
    raise BitextError(f"{path}: unknown kind of file; give a .tsv, .tmx, .xlf or .xliff file.")


def _read_tsv(path: Path, data: bytes) -> Iterator[Unit]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = data.count(b"\n", 0, error.start) + 1
        raise BitextError(f"{path}:{place}: not UTF-8; save the file as UTF-8.") from error
    languages = ("", "")
    columns = (0, 1)
    for number, line in enumerate(text.split("\n"), 1):
        line = line.removesuffix("\r")
        if not line.strip():
            continue
        fields = line.split("\t")
        if number == 1 and (header := _header(fields)):
            columns, languages = header
            continue
        if len(fields) <= max(columns):
            raise BitextError(
                f"{path}:{number}: expected source and target with a tab between, found "
                f"{len(fields)} column{'' if len(fields) == 1 else 's'}."
            )
        yield Unit(
            line=number,
            source=fields[columns[0]].strip(),
            target=fields[columns[1]].strip(),
            source_language=languages[0],
            target_language=languages[1],
        )


def _header(fields: list[str]) -> tuple[tuple[int, int], tuple[str, str]] | None:
    """Return the columns of source and target and their languages, if `fields` name them."""
    names = [field.strip().lower() for field in fields]
    if "source" in names and "target" in names:
        return (names.index("source"), names.index("target")), ("", "")
    codes = [i for i, name in enumerate(names) if name.isascii() and _language(name) in _CODES]
    if len(codes) >= 2:
        first, second = codes[:2]
        return (first, second), (_language(names[first]), _language(names[second]))
    return None


_CODES = frozenset(
    ("ko", "en", "ja", "zh", "zt", "es", "fr", "de", "it", "pt", "ru", "vi", "th", "id", "ar")
)


def _parse(path: Path, data: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        message = str(error.msg or "not XML").split(", line ")[0]
        raise BitextError(f"{path}:{line}: not well-formed XML: {message}.") from error


def _read_tmx(path: Path, root: etree._Element, source: str, target: str) -> Iterator[Unit]:
    if _name(root) != "tmx":
        raise BitextError(f"{path}:{_line(root)}: not TMX: its root element is <{_name(root)}>.")
    header = next((child for child in root if _name(child) == "header"), None)
    default = _language(header.get("srclang", "") if header is not None else "")
    for unit in root.iter("{*}tu"):
        variants = {
            _language(variant.get(_XML_LANG) or variant.get("lang") or ""): variant
            for variant in unit
            if _name(variant) == "tuv"
        }
        first = source or _language(unit.get("srclang", "")) or default
        if first not in variants and not source:
            first = next(iter(variants), "")
        second = target or next((code for code in variants if code != first), "")
        if first in variants and second in variants and first != second:
            yield Unit(
                line=_line(unit),
                source=_segment(variants[first]),
                target=_segment(variants[second]),
                source_language=first,
                target_language=second,
                id=unit.get("tuid", ""),
            )


def _segment(variant: etree._Element) -> str:
    segment = next((child for child in variant if _name(child) == "seg"), None)
    return "" if segment is None else _text(segment)


def _read_xliff(path: Path, root: etree._Element) -> Iterator[Unit]:
    if _name(root) != "xliff":
        raise BitextError(f"{path}:{_line(root)}: not XLIFF: its root element is <{_name(root)}>.")
    version = root.get("version", "")
    if version.startswith("1."):
        yield from _read_xliff_1(root)
    elif version.startswith("2."):
        yield from _read_xliff_2(root)
    else:
        raise BitextError(
            f"{path}:{_line(root)}: XLIFF version “{version}” is not known; 1.2 and 2.x are."
        )


def _read_xliff_1(root: etree._Element) -> Iterator[Unit]:
    for file in root.iter("{*}file"):
        languages = (
            _language(file.get("source-language", "")),
            _language(file.get("target-language", "")),
        )
        for unit in file.iter("{*}trans-unit"):
            yield from _sides(unit, unit.get("id", ""), languages)


def _read_xliff_2(root: etree._Element) -> Iterator[Unit]:
    languages = _language(root.get("srcLang", "")), _language(root.get("trgLang", ""))
    for unit in root.iter("{*}unit"):
        for segment in unit.iter("{*}segment"):
            name = "/".join(filter(None, (unit.get("id", ""), segment.get("id", ""))))
            yield from _sides(segment, name, languages)


def _sides(element: etree._Element, name: str, languages: tuple[str, str]) -> Iterator[Unit]:
    sides = {_name(child): child for child in element if _name(child) in ("source", "target")}
    if len(sides) == 2:
        yield Unit(
            line=_line(element),
            source=_text(sides["source"]),
            target=_text(sides["target"]),
            source_language=languages[0],
            target_language=languages[1],
            id=name,
        )


def _text(element: etree._Element) -> str:
    """Return the text of `element` without the codes of inline markup, white space folded."""
    parts: list[str] = []

    def walk(node: etree._Element) -> None:
        if _name(node) not in _MARKUP:
            parts.append(node.text or "")
            for child in node:
                if isinstance(child.tag, str):
                    walk(child)
                parts.append(child.tail or "")

    walk(element)
    return " ".join("".join(parts).split())


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _line(element: etree._Element) -> int:
    line = element.sourceline
    return line if isinstance(line, int) else 1


def _language(tag: str) -> str:
    """Return the primary language of a BCP 47 tag, in lower case."""
    return tag.replace("_", "-").split("-")[0].lower()
