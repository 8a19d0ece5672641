from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.archive import Archive
from pipeline.captures import captured_payload, may_be_posts
from pipeline.glossaries import Glossaries
from pipeline.models import find_models
from pipeline.orders import Page, Settings
from pipeline.stamp import tool


@pytest.fixture
def settings(sample_archive: Path) -> Settings:
    """What the work on the posts of the sample archive depends on."""
    archive = Archive.open(sample_archive)
    glossaries = Glossaries(archive).by_clinic
    return Settings(archive.config, tuple(find_models()), glossaries, tool())


@pytest.fixture
def pages(sample_archive: Path) -> list[Page]:
    """The captured pages of the sample archive."""
    archive = Archive.open(sample_archive)
    found = may_be_posts(archive.captures)
    return [Page(capture, captured_payload(archive, capture)) for capture in found]
