"""What a page says of its own translation: who translated, what was checked and found."""

from __future__ import annotations

from dataclasses import dataclass

from output.frame import Site
from output.passages import Counts, Passages, count
from output.words import Words, words_for
from pipeline.records import Post, PostTranslation


@dataclass(frozen=True, slots=True)
class Statement:
    """Sentences in the language of the notices, ready to be shown.

    `translator` says that a program translated the text, or that none did. `result` counts the
    sentences that passed; `checked` says what was checked, `people` what else a reader must know
    of the sentences: reviewed, already in the target language, not translated.
    """

    kind: str
    heading: str
    translator: str
    result: str
    checked: str
    people: str


def notice(site: Site, post: Post, translation: PostTranslation) -> str:
    """Return what a reader must know of `translation`, as one paragraph in its language."""
    words = words_for(translation.target_language)
    passages = Passages(post, translation)
    said = statement(
        words,
        site.checks,
        count(passages.sentences),
        passages.missing,
        source_language=post.language or translation.source_language,
        target_language=translation.target_language,
    )
    medical = words.notices.notice
    parts = (
        f"{said.heading}: {said.translator}",
        f"{medical.medical}: {medical.medical_text}",
        said.result,
        said.checked,
        said.people,
    )
    return " ".join(filter(None, parts))


def statement(
    words: Words,
    checks: tuple[str, ...],
    counts: Counts,
    missing: int,
    *,
    source_language: str,
    target_language: str,
) -> Statement:
    """Return the statement on a translation.

    `checks` are the ids of the checks that were run, `missing` how many passages have no
    translation.
    """
    source = words.language.name_of(source_language)
    target = words.language.name_of(target_language)
    post, notice = words.notices.post, words.notices.notice
    if counts.translated:
        kind, heading = post.kind, notice.heading
        translator = notice.translation.format(source=source, target=target)
    else:
        kind, heading, translator = post.kind_kept, notice.original_heading, notice.no_machine
    return Statement(
        kind=kind,
        heading=heading,
        translator=translator,
        result=_result(words, checks, counts),
        checked=" ".join(_checked(words, checks, counts)),
        people=" ".join(_people(words, counts, missing, source, target)),
    )


def _result(words: Words, checks: tuple[str, ...], counts: Counts) -> str:
    notice = words.notices.notice
    if not counts.translated:
        return ""
    if not checks:
        return notice.no_checks
    passed = words.counted("passed", counts.translated, passed=counts.translated - counts.marked)
    marked = words.counted("marked", counts.marked) if counts.marked else notice.none_marked
    return notice.result.format(passed=passed, marked=marked)


def _checked(words: Words, checks: tuple[str, ...], counts: Counts) -> list[str]:
    notice = words.notices.notice
    said = []
    if counts.noted:
        said.append(words.counted("noted", counts.noted))
    if counts.translated and checks:
        said.append(notice.checks.format(checks=words.checks(checks)))
    if counts.terms:
        uses = words.counted("term_uses", sum(counts.terms.values()))
        said.append(notice.terms.format(uses=uses, ways=words.term_counts(counts.terms)))
    return said


def _people(words: Words, counts: Counts, missing: int, source: str, target: str) -> list[str]:
    said = []
    if counts.kept:
        said.append(words.counted("kept", counts.kept, language=target))
    if missing:
        said.append(words.counted("missing", missing, language=source))
    if counts.edited:
        said.append(words.counted("edited", counts.edited))
    if counts.approved:
        said.append(words.counted("approved", counts.approved))
    if counts.translated and not counts.edited and not counts.approved:
        said.append(words.notices.notice.no_person)
    return said
