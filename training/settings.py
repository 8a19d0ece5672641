"""Every number of the recipe in one place, and where it keeps its files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

DIRECTIONS = ("ko-en", "en-ko")
LANGUAGE_NAMES = {"ko": "Korean", "en": "English"}


@dataclass(frozen=True, slots=True)
class Settings:
    """The recipe for one direction; ``recipe_of`` gives the one of each bundled package.

    ``start`` names the package in ``start/`` whose vocabulary and weights training begins with;
    without one it begins from nothing. ``start_saw_all`` says that this package had been trained
    on most of what is held out here. Sizes are in pieces of the vocabulary, shares are of one,
    times are in seconds.
    """

    direction: str
    work: Path
    fast: bool = False
    version: str = "0.2"
    start: str = ""
    start_saw_all: bool = False

    # Vocabulary and data
    vocabulary_size: int = 8000
    vocabulary_general: int = 15_000
    variant_rounds: int = 4
    most_pieces: int = 160
    general_share: float = 0.2
    cooldown_general_share: float = 0.05
    data_fraction: float = 1.0

    # Network
    width: int = 256
    heads: int = 4
    feed_forward: int = 1024
    encoder_layers: int = 5
    decoder_layers: int = 2
    dropout: float = 0.1

    # Training
    steps: int = 20_000
    batch_pieces: int = 3072
    warmup_steps: int = 400
    cooldown_share: float = 0.3
    matrix_rate: float = 2e-3
    other_rate: float = 1e-3
    weight_decay: float = 0.05
    label_smoothing: float = 0.1
    guide_weight: float = 0.5
    average_decay: float = 0.999
    checkpoint_every: float = 180.0
    report_every: int = 50
    evaluate_every: int = 500
    evaluate_pairs: int = 400
    threads: int = 2
    seed: int = 1

    def __post_init__(self) -> None:
        if self.direction not in DIRECTIONS:
            raise ValueError(f"unknown direction {self.direction!r}: {' or '.join(DIRECTIONS)}")

    @property
    def source(self) -> str:
        """Language code of the source."""
        return self.direction[:2]

    @property
    def target(self) -> str:
        """Language code of the target."""
        return self.direction[3:]

    @property
    def packages(self) -> Path:
        """Folder of downloaded Debian packages."""
        return self.work / "debs"

    @property
    def shared(self) -> Path:
        """Folder of what both directions share: the general pairs and the vocabulary."""
        return self.work / ("shared-fast" if self.fast else "shared")

    @property
    def run(self) -> Path:
        """Folder of this direction: data set, checkpoint, log, exported package."""
        return self.work / (f"{self.direction}-fast" if self.fast else self.direction)

    @property
    def package_name(self) -> str:
        """Name of the package, as Argos Translate writes it."""
        return f"translate-{self.source}_{self.target}-clinic"


def recipe_of(direction: str, work: Path) -> Settings:
    """The settings the bundled package of a direction is made with."""
    settings = Settings(direction, work)
    if direction == "en-ko":
        return settings
    return replace(
        settings,
        version="0.4",
        start="translate-ko_en-clinic-0.1.argosmodel",
        start_saw_all=True,
        general_share=0.0,
        cooldown_general_share=0.0,
        steps=1300,
        warmup_steps=200,
        cooldown_share=0.3,
        matrix_rate=1e-3,
        other_rate=5e-4,
    )


def fast(settings: Settings) -> Settings:
    """The recipe from nothing, in tiny steps on a hundredth of the data: does all of it work?"""
    return replace(
        Settings(settings.direction, settings.work),
        fast=True,
        data_fraction=0.01,
        vocabulary_size=1500,
        vocabulary_general=400,
        variant_rounds=1,
        width=64,
        heads=2,
        feed_forward=128,
        encoder_layers=2,
        decoder_layers=1,
        steps=40,
        batch_pieces=512,
        warmup_steps=5,
        report_every=10,
        evaluate_every=20,
        evaluate_pairs=8,
        checkpoint_every=5.0,
    )
