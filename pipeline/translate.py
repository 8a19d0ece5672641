"""From segments to translations: each distinct text is decoded once, terms enforced, checked.

A translation depends on its own text, the entries of the glossary that stand in it, the
packages and the tool, all of which its signature names, and on nothing else: not on the other
segments, their order, or the number of threads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from glossary.match import Matcher
from glossary.terms import TermMatch, glossary_digest
from pipeline.analysis import analyse, analyser
from pipeline.checks import Pair, run_checks
from pipeline.confidence import confidence
from pipeline.decode import BEAM, Decoder
from pipeline.detect import UNDETERMINED
from pipeline.edits import Edit, edited
from pipeline.errors import MissingModelError
from pipeline.memory import Memory, Remembered, key
from pipeline.models import Model, load_package, route
from pipeline.records import BlockKind, Finding, Segment, TermUse, Translation
from pipeline.repair import Check, repair
from pipeline.terms import Outcome, Request, translate_with_terms, verified

WINDOW = 4096
"""Texts decoded before their translations are put into the memory: what a crash can cost."""
_SENTENCES = frozenset({"paragraph", "quote", "disclaimer"})


class Job(NamedTuple):
    """A segment to translate: the terms to look for in it, and what its checks should know.

    `matchers` are by source language. `names` are clinics' and doctors' names: as the source
    writes them, and as the translation must. `edit` is a person's correction, which wins.
    """

    segment: Segment
    matchers: Mapping[str, Matcher]
    kind: BlockKind = "paragraph"
    names: tuple[tuple[str, str], ...] = ()
    edit: Edit | None = None


class _Text(NamedTuple):
    """A distinct text to translate, and as it is decoded; jobs that share one share the outcome."""

    language: str
    text: str
    source: str
    matches: tuple[TermMatch, ...]
    signature: str


class Translator:
    """Translates segments into the language `target` with `models`, the first of which win.

    `severities` are those of `pipeline.checks.run_checks`. `threads` is how many batches are
    decoded at once (all cores unless given). `decoded` counts the texts decoded so far, and
    `reused` those found in the memory. Packages are loaded when a text first needs them.
    """

    def __init__(
        self,
        target: str,
        models: Sequence[Model],
        memory: Memory,
        *,
        tool: str,
        severities: Mapping[str, str] | None = None,
        threads: int = 0,
    ):
        self.target = target
        self.decoded = 0
        self.reused = 0
        self._models = models
        self._memory = memory
        self._tool = tool
        self._severities = severities or {}
        self._threads = threads
        self._routes: dict[str, tuple[Model, ...]] = {}
        self._decoders: dict[str, Decoder] = {}

    def route(self, source: str) -> tuple[Model, ...]:
        """Return the packages that lead from `source` to the target language.

        Raises `MissingModelError`.
        """
        if source not in self._routes:
            self._routes[source] = route(self._models, source, self.target)
        return self._routes[source]

    def find_route(self, source: str) -> tuple[Model, ...]:
        """Return the packages that lead from `source` to the target language, or none."""
        try:
            return self.route(source)
        except MissingModelError:
            return ()

    def translate(
        self, jobs: Sequence[Job], progress: Callable[[int], None] = lambda count: None
    ) -> list[Translation]:
        """Return the translation of each job, in the order given.

        A segment in the target language, without letters, or in a language that no package
        leads from, is passed through as `untranslated`. `progress` is told, every now and then,
        how many more jobs are done.
        """
        texts = [self._text(job) for job in jobs]
        remembered: dict[_Text, Remembered] = {}
        waiting = list(dict.fromkeys(text for text in texts if text is not None))
        for start in range(0, len(waiting), WINDOW):
            window = waiting[start : start + WINDOW]
            remembered.update(self._remembered(window))
            progress(len(window))
        return [
            self._untranslated(job) if text is None else self._checked(job, text, remembered[text])
            for job, text in zip(jobs, texts, strict=True)
        ]

    def _text(self, job: Job) -> _Text | None:
        segment = job.segment
        if segment.language in (UNDETERMINED, self.target, ""):
            return None
        models = self.find_route(segment.language)
        if not models:
            return None
        matcher = job.matchers.get(segment.language)
        return _text(segment, matcher, models, self._tool)

    def _remembered(self, texts: Sequence[_Text]) -> dict[_Text, Remembered]:
        """Return what the memory holds of `texts`; what it does not is decoded and put there."""
        keys = {text: key(text.signature, text.text) for text in texts}
        known = self._memory.get(keys.values())
        found = {text: known[keys[text]] for text in texts if keys[text] in known}
        missing = [text for text in texts if text not in found]
        self.reused += len(found)
        for language in sorted({text.language for text in missing}):
            group = [text for text in missing if text.language == language]
            fresh = dict(zip(group, self._decode(language, group), strict=True))
            self._memory.put({keys[text]: entry for text, entry in fresh.items()})
            self.decoded += len(fresh)
            found.update(fresh)
        return found

    def _decode(self, language: str, texts: Sequence[_Text]) -> list[Remembered]:
        """Decode `texts`; by way of another language, their terms are only verified."""
        first, *further = self.route(language)
        requests = [
            Request(
                text=text.source,
                matches=() if further else text.matches,
            )
            for text in texts
        ]
        outcomes = translate_with_terms(requests, self._decoder(first))
        if further:
            return [
                Remembered(
                    text=outcome.text,
                    score=outcome.score,
                    terms=verified(text.matches, outcome.text),
                )
                for text, outcome in zip(texts, self._onward(outcomes, further), strict=True)
            ]
        mended = repair(requests, outcomes, self._check(texts), self._decoder(first))
        return [
            Remembered(
                text=done.best.text,
                score=done.best.score,
                coverage=done.best.coverage,
                terms=done.best.uses,
                repaired=done.repaired,
            )
            for done in mended
        ]

    def _onward(self, outcomes: Sequence[Outcome], models: Sequence[Model]) -> Sequence[Outcome]:
        """Translate what `outcomes` say on, through a chain of further packages."""
        for model in models:
            requests = [Request(text=outcome.text) for outcome in outcomes]
            outcomes = translate_with_terms(requests, self._decoder(model))
        return outcomes

    def _check(self, texts: Sequence[_Text]) -> Check:
        """Return what checks a candidate for one of `texts`, with every check as it is made.

        The severities of a configuration are left out: they must not change a translation.
        """

        def check(index: int, target: str, terms: tuple[TermUse, ...]) -> tuple[Finding, ...]:
            text = texts[index]
            return run_checks(self._pair(text, target, terms))

        return check

    def _pair(
        self,
        text: _Text,
        target: str,
        terms: tuple[TermUse, ...],
        names: tuple[tuple[str, str], ...] = (),
        kind: BlockKind = "paragraph",
    ) -> Pair:
        return Pair(
            source=text.text,
            target=target,
            source_language=text.language,
            target_language=self.target,
            terms=terms,
            names=names,
            kind=kind,
        )

    def _decoder(self, model: Model) -> Decoder:
        if model.path not in self._decoders:
            self._decoders[model.path] = Decoder(load_package(model), threads=self._threads)
        return self._decoders[model.path]

    def _checked(self, job: Job, text: _Text, entry: Remembered) -> Translation:
        target, terms = entry.text, entry.terms
        if job.edit is not None:
            target, terms = job.edit.text, verified(text.matches, job.edit.text)
        elif job.kind not in _SENTENCES:
            target = _without_added_stop(target, text.text)
        pair = self._pair(text, target, terms, job.names, job.kind)
        findings = run_checks(pair, self._severities)
        translation = Translation(
            segment=job.segment,
            text=target,
            terms=terms,
            findings=findings,
            score=round(entry.score, 4),
            confidence=confidence(pair, findings, entry.score, entry.coverage),
            signature=text.signature,
            repaired=entry.repaired,
        )
        return edited(translation, job.edit)

    def _untranslated(self, job: Job) -> Translation:
        segment = job.segment
        findings: tuple[Finding, ...] = ()
        if segment.language not in (UNDETERMINED, self.target, ""):
            message = f"No package leads from {segment.language} to {self.target}; left as it is."
            findings = (Finding(check="language", severity="warning", message=message),)
        passed = Translation(
            segment=segment, text=segment.text, status="untranslated", findings=findings
        )
        return edited(passed, job.edit)


def signature(
    models: Iterable[Model], matches: tuple[TermMatch, ...], language: str, tool: str
) -> str:
    """Return all that a translation depends on besides its source text, as one line."""
    names = "+".join(model.label for model in models)
    return (
        f"model:{names}|beam:{BEAM}|glossary:{glossary_digest(matches)}"
        f"|seg:{analyser(language)}|cx:{tool}"
    )


def _text(segment: Segment, matcher: Matcher | None, models: tuple[Model, ...], tool: str) -> _Text:
    """Return the text of `segment` with its terms, ready to be decoded.

    A Korean sentence that carries no full stop gets one: blogs leave it out, but a model trained
    on prose cuts such sentences short, or makes titles of them.
    """
    text, language = segment.text, segment.language
    may_hold_terms = matcher is not None and matcher.candidates(text)
    unended = language == "ko" and text[-1:].isalnum()
    morphemes = analyse(text, language) if may_hold_terms or unended else ()
    matches = matcher.find(text, morphemes) if matcher is not None and may_hold_terms else ()
    sentence = unended and bool(morphemes) and morphemes[-1].tag == "EF"
    return _Text(
        language=language,
        text=text,
        source=f"{text}." if sentence else text,
        matches=matches,
        signature=signature(models, matches, language, tool),
    )


def _without_added_stop(target: str, source: str) -> str:
    """Return the translation of a heading or an item without the full stop that it gained."""
    gained = target.endswith(".") and not target.endswith("..") and source[-1:].isalnum()
    return target[:-1] if gained else target
