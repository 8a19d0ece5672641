from __future__ import annotations

import pytest

from glossary.lint import lint
from glossary.load import Glossary
from glossary.tsv import Origin, read_tsv
from pipeline.analysis import analyse


def messages(rows: str) -> list[str]:
    terms, problems = read_tsv(rows, Origin("t.ko-en.tsv", "t", "ko", "en"))
    return [str(p) for p in lint(Glossary(terms=tuple(terms), problems=tuple(problems)), analyse)]


HEADER = "source\ttarget\tvariants\tnear\n"


def test_a_clean_glossary_has_no_problems() -> None:
    assert messages(HEADER + "근막\tfascia\t\t\n흉터\tscar\t반흔\t\n") == []


@pytest.mark.parametrize(
    ("rows", "line", "message"),
    [
        ("근막\t\t\t\n", 2, "'근막' has no target term."),
        ("근막\tfascia\t\t\n근막\tfascia\t\t\n", 3, "'근막' stands in line 2 already."),
        (
            "근막\tfascia\t\t\n흉터\tscar\t근막\t\n",
            3,
            "'근막' is 'scar' here and 'fascia' in line 2",
        ),
        ("근막\tfascia\t근 막\t\n", 2, "'근막' is its own variant."),
        ("에서\tat\t\t\n", 2, "'에서' is a particle or a function word"),
        ("...\tdots\t\t\n", 2, "'...' has no letters to look for."),
        ("코\tnose\t\t\n", 2, "'코' is one character and stands inside many words"),
        ("\u200b\tx\t\t\n", 2, "has no letters to look for."),
    ],
)
def test_what_is_wrong_is_named_with_file_and_line(rows: str, line: int, message: str) -> None:
    found = messages(HEADER + rows)
    assert any(text.startswith(f"t.ko-en.tsv:{line}: ") and message in text for text in found), (
        found
    )


def test_a_short_term_with_context_words_is_no_trap() -> None:
    assert messages(HEADER + "코\tnose\t\t성형\n") == []
