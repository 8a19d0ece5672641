"""From segments to translations: each distinct text is decoded once, terms enforced, checked.

A translation depends on its own text, the entries of the glossary that stand in it, the
packages and the tool, all of which its signature names, and on nothing else: not on the other
segments, their order, or the number of threads.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from glossary.match import Matcher
from glossary.terms import TermMatch, glossary_digest
from pipeline.analysis import analyse, analyser
from pipeline.checks import Pair, run_checks
from pipeline.confidence import confidence
from pipeline.decode import BEAM, Decoders
from pipeline.detect import UNDETERMINED
from pipeline.edits import Edit, edited
from pipeline.errors import MissingModelError
from pipeline.memory import Remembered, key
from pipeline.models import Model, route
from pipeline.orders import Text
from pipeline.records import BlockKind, Finding, Morpheme, Segment, TermUse, Translation
from pipeline.repair import Check, repair
from pipeline.terms import Outcome, Request, translate_with_terms, verified

_SENTENCES = frozenset({"paragraph", "quote", "disclaimer"})

Analysis = Callable[[], Sequence[Morpheme]]
"""Returns the morphemes of a segment, which are looked for once, and only where needed."""


class Job(NamedTuple):
    """What becomes of a segment besides its decoding.

    `text` is what it is decoded as, if it is. `names` are clinics' and doctors' names: as the
    source writes them, and as the translation must. `edit` is a person's correction, which wins.
    """

    segment: Segment
    text: Text | None
    kind: BlockKind = "paragraph"
    names: tuple[tuple[str, str], ...] = ()
    edit: Edit | None = None


class Translator:
    """Translates segments into the language `target` with `models`, the first of which win.

    `severities` are those of `pipeline.checks.run_checks`. `decoders` holds the packages that
    are loaded; one is when a text first needs it.
    """

    def __init__(
        self,
        target: str,
        models: Sequence[Model],
        decoders: Decoders,
        *,
        tool: str,
        severities: Mapping[str, str] | None = None,
    ):
        self.target = target
        self._models = models
        self._decoders = decoders
        self._tool = tool
        self._severities = severities or {}
        self._routes: dict[str, tuple[Model, ...]] = {}

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

    def text(
        self, segment: Segment, matchers: Mapping[str, Matcher], analysis: Analysis | None = None
    ) -> Text | None:
        """Return what `segment` is decoded as, with the terms of `matchers`, by source language.

        There is nothing to decode in the target language, without letters, or where no package
        leads from the language. A Korean sentence that carries no full stop gets one: blogs leave
        it out, but a model trained on prose cuts such sentences short, or makes titles of them.
        """
        language, text = segment.language, segment.text
        if language in (UNDETERMINED, self.target, ""):
            return None
        models = self.find_route(language)
        if not models:
            return None
        matcher = matchers.get(language)
        may_hold_terms = matcher is not None and matcher.candidates(text)
        unended = language == "ko" and text[-1:].isalnum()
        analysis = analysis or functools.partial(analyse, text, language)
        morphemes = analysis() if may_hold_terms or unended else ()
        matches = matcher.find(text, morphemes) if matcher is not None and may_hold_terms else ()
        sentence = unended and bool(morphemes) and morphemes[-1].tag == "EF"
        signed = signature(models, matches, language, self._tool)
        return Text(
            language=language,
            text=text,
            source=f"{text}." if sentence else text,
            matches=matches,
            signature=signed,
            key=key(signed, text),
        )

    def decode(self, texts: Iterable[Text]) -> dict[str, Remembered]:
        """Return, by their keys, what decoding, enforcement and repair make of `texts`.

        By way of another language, terms are only verified. Raises `ModelError`.
        """
        distinct = {text.key: text for text in texts}
        found: dict[str, Remembered] = {}
        for language in sorted({text.language for text in distinct.values()}):
            group = [text for text in distinct.values() if text.language == language]
            made = self._decode(language, group)
            found.update((text.key, entry) for text, entry in zip(group, made, strict=True))
        return found

    def finish(self, job: Job, remembered: Mapping[str, Remembered]) -> Translation:
        """Return the translation of a job, checked; what is not decoded is `untranslated`."""
        if job.text is None:
            return self._untranslated(job)
        entry = remembered[job.text.key]
        target, terms = entry.text, entry.terms
        if job.edit is not None:
            target, terms = job.edit.text, verified(job.text.matches, job.edit.text)
        elif job.kind not in _SENTENCES:
            target = _without_added_stop(target, job.text.text)
        pair = self._pair(job.text, target, terms, job.names, job.kind)
        findings = run_checks(pair, self._severities)
        translation = Translation(
            segment=job.segment,
            text=target,
            terms=terms,
            findings=findings,
            score=round(entry.score, 4),
            confidence=confidence(pair, findings, entry.score, entry.coverage),
            signature=job.text.signature,
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

    def _decode(self, language: str, texts: Sequence[Text]) -> list[Remembered]:
        first, *further = self.route(language)
        requests = [
            Request(text=text.source, matches=() if further else text.matches) for text in texts
        ]
        with self._decoders.use(first) as decoder:
            outcomes = translate_with_terms(requests, decoder)
            if not further:
                mended = repair(requests, outcomes, self._check(texts), decoder)
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
        return [
            Remembered(
                text=outcome.text,
                score=outcome.score,
                terms=verified(text.matches, outcome.text),
            )
            for text, outcome in zip(texts, self._onward(outcomes, further), strict=True)
        ]

    def _onward(self, outcomes: Sequence[Outcome], models: Sequence[Model]) -> Sequence[Outcome]:
        """Translate what `outcomes` say on, through a chain of further packages."""
        for model in models:
            requests = [Request(text=outcome.text) for outcome in outcomes]
            with self._decoders.use(model) as decoder:
                outcomes = translate_with_terms(requests, decoder)
        return outcomes

    def _check(self, texts: Sequence[Text]) -> Check:
        """Return what checks a candidate for one of `texts`, with every check as it is made.

        The severities of a configuration are left out: they must not change a translation.
        """

        def check(index: int, target: str, terms: tuple[TermUse, ...]) -> tuple[Finding, ...]:
            return run_checks(self._pair(texts[index], target, terms))

        return check

    def _pair(
        self,
        text: Text,
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


def signature(
    models: Iterable[Model], matches: tuple[TermMatch, ...], language: str, tool: str
) -> str:
    """Return all that a translation depends on besides its source text, as one line."""
    names = "+".join(model.label for model in models)
    return (
        f"model:{names}|beam:{BEAM}|glossary:{glossary_digest(matches)}"
        f"|seg:{analyser(language)}|cx:{tool}"
    )


def _without_added_stop(target: str, source: str) -> str:
    """Return the translation of a heading or an item without the full stop that it gained."""
    gained = target.endswith(".") and not target.endswith("..") and source[-1:].isalnum()
    return target[:-1] if gained else target
