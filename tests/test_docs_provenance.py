"""The commands of docs/provenance.md do what it says, in the order in which they stand there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.archive import Archive

DOCUMENT = Path(__file__).parent.parent / "docs" / "provenance.md"


def script(text: str) -> str:
    """The commands of the console blocks; a line after `> ` goes on with the one before."""
    blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    assert all(line.startswith(("$ ", "> ")) for line in lines)
    return "\n".join(line[2:] for line in lines)


@pytest.fixture
def output(archive: Archive) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    result = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script(DOCUMENT.read_text("utf-8"))],
        cwd=archive.path,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def test_an_archivist_gets_from_the_sentence_to_the_bytes(output: str, archive: Archive) -> None:
    lines = output.splitlines()
    payload = next(line for line in lines if line.startswith("sha256:") and len(line) == 71)
    assert f"{payload.removeprefix('sha256:')}  ../page.html" in lines
    page = "".join((archive.path / ".." / "page.html").read_text("utf-8").split())
    quoted = re.findall(r"^ +\| (.+)$", (archive.path / ".." / "chain.txt").read_text(), re.M)
    assert quoted
    assert all("".join(line.split()) in page for line in quoted)
    assert "Signature Verified Successfully" in lines
    assert "Validation succeeded, the passed WACZ is valid" in lines
    assert "A build would change nothing." in lines
