from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from pipeline.archive import Archive

# Continuous integration tries the same examples each time; elsewhere new ones are looked for.
settings.register_profile("no clock", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("no clock")

DATA = Path(__file__).parent / "data"
EXAMPLES = Path(__file__).parent.parent / "examples"
SAMPLES = ("223728104415", "223762098771")
"""The example posts of the sample archive."""


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of the fixtures."""
    return DATA


@pytest.fixture(scope="session")
def sample_archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a built archive of two example posts; tests read it, and change a copy."""
    from pipeline.build import build
    from sources.files import import_paths

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        folder = tmp_path_factory.mktemp("sample") / "archive"
        Archive.create(folder, "Sample")
        shutil.copy(EXAMPLES / "archive.toml", folder)
        archive = Archive.open(folder)
        import_paths(
            archive.captures, [EXAMPLES / "pages" / f"PostView-{name}.html" for name in SAMPLES]
        )
        build(archive)
        yield folder


@pytest.fixture
def archive(sample_archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """A copy of the sample archive, to be changed."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    shutil.copytree(sample_archive, tmp_path / "archive")
    return Archive.open(tmp_path / "archive")
