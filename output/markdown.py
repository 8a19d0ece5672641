"""A translated post as one Markdown file (CommonMark, tables as in GitHub's dialect).

It carries the notices of the page. A marked sentence has a footnote with its source text and
what was found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from output.frame import Site, web_address
from output.parts import Figure, ItemList, Part, Rule, Table, Text, parts
from output.passages import Passage, Passages, Sentence, count
from output.statement import Statement, statement
from output.words import Words, clinic_name, title_of, words_for
from pipeline.records import Post, PostTranslation

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#&])")
_LEADING = re.compile(r"^(\d{1,9})([.)])|^([-+=])")


def markdown(site: Site, post: Post, post_digest: str, translation: PostTranslation) -> bytes:
    """Return `post` in the language of `translation` as UTF-8 Markdown."""
    return _Writer(site, post, post_digest, translation).document().encode()


def escape(text: str) -> str:
    """Return `text` on one line, so that Markdown shows it as it is."""
    line = " ".join(text.split())
    line = _SPECIAL.sub(r"\\\1", line)
    return _LEADING.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", line)


class _Writer:
    """One document being written: its records, and the marked sentences met so far."""

    def __init__(
        self, site: Site, post: Post, post_digest: str, translation: PostTranslation
    ) -> None:
        self.site = site
        self.post = post
        self.post_digest = post_digest
        self.translation = translation
        self.words: Words = words_for(translation.target_language)
        self.passages = Passages(post, translation)
        self.marked: list[Sentence] = []
        self.title = self.passages.title.text if self.passages.title else title_of(post, self.words)
        self.clinic = clinic_name(site.clinic(post.clinic), self.words.code)[0]

    def document(self) -> str:
        title = self.sentence(self.passages.title) if self.passages.title else escape(self.title)
        body = [text for part in parts(self.post, self.passages.of) for text in self.part(part)]
        chunks = [self.front_matter(), f"# {title}", *self.notices(), *body, *self.notes()]
        return "\n\n".join(chunks) + "\n"

    def front_matter(self) -> str:
        """Metadata as YAML whose values are JSON strings."""
        post = self.post
        fields = {
            "title": self.title,
            "clinic": self.clinic,
            "language": self.translation.target_language,
            "original": post.url,
            "original_title": post.title,
            "original_language": post.language,
            "published": post.published or "",
            "translated": self.translation.translated_at,
            "captured": post.capture.fetched_at,
            "payload_digest": post.capture.payload_digest,
            "post_digest": self.post_digest,
            "generator": self.site.generator,
        }
        lines = [f"{k}: {json.dumps(v, ensure_ascii=False)}" for k, v in fields.items() if v]
        return "\n".join(["---", *lines, "---"])

    def notices(self) -> Iterator[str]:
        notice = self.words.notices.notice
        said = self.statement()
        yield _quoted(f"**{escape(said.heading)}.** {escape(said.translator)}")
        yield _quoted(f"**{escape(notice.medical)}:** {escape(notice.medical_text)}")
        rest = " ".join(filter(None, (said.result, said.checked, said.people)))
        if rest:
            yield _quoted(escape(rest))

    def statement(self) -> Statement:
        return statement(
            self.words,
            self.site.checks,
            count(self.passages.sentences),
            self.passages.missing,
            source_language=self.post.language or self.translation.source_language,
            target_language=self.translation.target_language,
        )

    def part(self, part: Part[Passage]) -> Iterator[str]:
        if isinstance(part, Rule):
            yield "---"
        elif isinstance(part, ItemList):
            yield "\n".join(self.items(part))
        elif isinstance(part, Figure):
            yield from self.figure(part)
        elif isinstance(part, Table):
            yield "\n".join(self.table(part))
        else:
            yield from self.text(part)

    def text(self, part: Text[Passage]) -> Iterator[str]:
        said = self.said(part.content)
        if part.kind == "heading":
            yield f"{'#' * part.level} {said}"
        elif part.kind == "quote":
            yield _quoted(said)
        elif part.kind == "disclaimer":
            yield _quoted(f"**{escape(self.words.notices.post.disclaimer)}:** {said}")
        elif part.kind == "caption":
            yield f"*{said}*"
        elif said:
            yield said
        for link in part.links:
            yield _link(link.text or link.url, link.url)

    def items(self, part: ItemList[Passage]) -> Iterator[str]:
        for item in part.items:
            sign = f"{item.number}." if item.number is not None else "-"
            marker = f"{escape(item.marker)} " if item.marker else ""
            yield f"{sign} {marker}{self.said(item.content)}"

    def figure(self, part: Figure[Passage]) -> Iterator[str]:
        words = self.words.notices.image
        label = words.label.format(title=self.title, n=part.number)
        yield _link(label, part.image.url)
        if part.caption is not None:
            yield f"*{self.said(part.caption)}*"
        yield _link(words.source.format(clinic=self.clinic), self.post.url)

    def table(self, part: Table[Passage]) -> Iterator[str]:
        """A table without spans: a cell that spans others stands in the first of them."""
        width = max(cell.column + cell.column_span for row in part.rows for cell, _ in row)
        for number, row in enumerate(part.rows):
            cells = [""] * width
            for cell, passage in row:
                cells[cell.column] = self.said(passage)
            yield f"| {' | '.join(cells)} |"
            if number == 0:
                yield "|" + " --- |" * width

    def said(self, passage: Passage) -> str:
        if passage.untranslated:
            missing = self.words.notices.sentence.missing
            return f"{escape(' '.join(passage.untranslated))} ({escape(missing)})"
        return " ".join(self.sentence(sentence) for sentence in passage.sentences)

    def sentence(self, sentence: Sentence) -> str:
        if sentence.mark not in ("error", "warning"):
            return escape(sentence.text)
        self.marked.append(sentence)
        return f"{escape(sentence.text)}[^{len(self.marked)}]"

    def notes(self) -> Iterator[str]:
        words = self.words.notices
        for number, sentence in enumerate(self.marked, start=1):
            findings = [
                f"{self.words.severity(finding)}: {finding.message}"
                for finding in sentence.translation.findings
            ]
            flagged = [
                f"{words.sentence.terms}: {use.source} → {use.required} ({words.how.flagged})"
                for use in sentence.flagged
            ]
            said = " ".join([sentence.source, *findings, *flagged])
            yield f"[^{number}]: {escape(said)}"


def _quoted(text: str) -> str:
    return f"> {text}"


def _link(text: str, url: str) -> str:
    address = web_address(url)
    if not address:
        return escape(text)
    target = "".join(f"%{ord(c):02X}" if c in " <>\\\n\t" else c for c in address)
    return f"[{escape(text)}](<{target}>)"
