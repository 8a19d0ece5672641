"""What became of the terms in translations: by rung, by term, and what a person must look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from glossary.english import singular
from pipeline.records import Record, TermUse, Translation


class TermCount(Record, frozen=True, kw_only=True):
    """The uses of one entry: how many, by rung, and in which target forms (as counts)."""

    entry: str
    required: str
    uses: int
    by_how: dict[str, int]
    forms: dict[str, int]

    @property
    def consistent(self) -> bool:
        """Whether all its uses have one target form, number and capitals aside."""
        return len({_bare(form) for form in self.forms}) <= 1


class Flag(Record, frozen=True, kw_only=True):
    """A use that the translation does not satisfy, with both texts and the reason."""

    place: str
    source: str
    target: str
    use: TermUse


class TermReport(Record, frozen=True, kw_only=True):
    """The term uses of a post or an archive, the most frequent entries first."""

    uses: int
    by_how: dict[str, int]
    terms: tuple[TermCount, ...]
    flags: tuple[Flag, ...]

    @property
    def inconsistent(self) -> tuple[TermCount, ...]:
        """The entries that are translated in more than one way."""
        return tuple(term for term in self.terms if not term.consistent)


def term_report(translations: Iterable[tuple[str, Translation]]) -> TermReport:
    """Return the report over `translations`, each with the name of its place (`clinic/post`)."""
    hows: dict[str, Counter[str]] = {}
    forms: dict[str, Counter[str]] = {}
    required: dict[str, str] = {}
    flags: list[Flag] = []
    for place, translation in translations:
        for use in translation.terms:
            required.setdefault(use.entry, use.required)
            hows.setdefault(use.entry, Counter())[use.how] += 1
            found = forms.setdefault(use.entry, Counter())
            if use.target_span is not None:
                found[translation.text[slice(*use.target_span)]] += 1
            if use.how == "flagged":
                source, target = translation.segment.text, translation.text
                flags.append(Flag(place=place, source=source, target=target, use=use))
    total: Counter[str] = sum(hows.values(), Counter())
    entries = sorted(hows, key=lambda entry: (-hows[entry].total(), entry))
    return TermReport(
        uses=total.total(),
        by_how=dict(sorted(total.items())),
        terms=tuple(
            TermCount(
                entry=entry,
                required=required[entry],
                uses=hows[entry].total(),
                by_how=dict(sorted(hows[entry].items())),
                forms=dict(sorted(forms[entry].items())),
            )
            for entry in entries
        ),
        flags=tuple(flags),
    )


def _bare(form: str) -> str:
    words = form.lower().replace("-", " ").split()
    return " ".join([*words[:-1], singular(words[-1])]) if words else ""
