"""`archive.lock` pins what an archive is built with; a difference is told before work begins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.archive import Archive, Lock, parse
from pipeline.errors import LockError
from pipeline.models import Model


def read_lock(archive: Archive) -> Lock | None:
    """Return what `archive.lock` pins, or None before the first build."""
    if not archive.lock.exists():
        return None
    return parse(archive.lock.read_bytes(), Lock, archive.lock)


def pinned_packages(lock: Lock | None) -> frozenset[str]:
    """Return the labels of the packages that `lock` pins."""
    routes = lock.models.values() if lock else ()
    return frozenset(label for route in routes for label in route.split("+"))


def offers(pinned: Lock, models: Iterable[Model]) -> Iterator[str]:
    """Yield a sentence for each bundled package that is newer than the pinned one of its name."""
    bundled = {model.name: model for model in models if model.origin == "bundled"}
    for label in sorted(pinned_packages(pinned)):
        name, _, version = label.partition("@")[0].rpartition("-")
        newer = bundled.get(name)
        if newer and _numbers(newer.version) > _numbers(version):
            yield (
                f"{name} {newer.version} is bundled; archive.lock pins {version}. "
                f"'clinic-archive build --update-lock' translates anew with {newer.version}."
            )


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


def differences(pinned: Lock, used: Lock, languages: tuple[str, ...]) -> Iterator[str]:
    """Yield a sentence for everything that `used` has otherwise than `pinned`.

    A pair of languages that is new is no difference; nor is one whose target is no longer among
    `languages`.
    """
    if used.tool != pinned.tool:
        yield f"the tool is {used.tool}, pinned is {pinned.tool}"
    for language, name in pinned.analysers.items():
        if used.analysers.get(language, name) != name:
            yield f"the analyser of {language} is {used.analysers[language]}, pinned is {name}"
    for pair, label in pinned.models.items():
        here = used.models.get(pair, "not installed")
        if here != label and pair.partition("-")[2] in languages:
            yield (
                f"the package for {pair} is {here}, pinned is {label} (a package that is no longer "
                f"bundled can be kept to: 'clinic-archive models install FILE.argosmodel')"
            )
    for name in sorted(pinned.glossaries.keys() | used.glossaries.keys()):
        before, now = pinned.glossaries.get(name), used.glossaries.get(name)
        if before is None:
            yield f"the glossary {name} is new"
        elif now is None:
            yield f"the glossary {name} is gone"
        elif before != now:
            yield f"the glossary {name} has changed"


def require(archive: Archive, pinned: Lock, used: Lock) -> None:
    """Raise `LockError`, which says what differs and what to do, where anything does."""
    found = list(differences(pinned, used, archive.config.languages))
    if found:
        raise LockError(
            f"{archive.lock}: {'; '.join(found)}. 'clinic-archive check' shows what a build would "
            f"change; 'clinic-archive build --update-lock' builds and moves the lock."
        )
