"""General Korean-English sentences from Debian packages: message catalogues and LibreOffice help.

The packages named in ``general-packages.txt`` are downloaded with the ``apt-get`` that is set up on
the machine and read as archives; nothing is installed. They give user-interface and help text,
which is not clinic prose: its sentences are marked in training (see ``vocabulary.GENERAL``).
"""

from __future__ import annotations

import gettext
import html.parser
import io
import re
import subprocess
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from training.corpus import HANGUL, HERE, Pair, fold

PACKAGES = HERE / "general-packages.txt"
MOST_WORDS = 60
FEWEST_LETTERS = 0.6

_CATALOGUE = re.compile(r"/ko/LC_MESSAGES/[^/]+\.mo$")
_HELP_PAGE = re.compile(r"/help/(ko|en-US)/(text/.+\.html)$")
_ACCELERATOR = re.compile(r"\s*\([_&]?[A-Z0-9]\)|[_&~](?=\w)")
_CODE = re.compile(r"[%{}<>\\|@$#=\n\t]|\w_\w|https?:|--\w|\w\(\)")


class FetchError(RuntimeError):
    """The general data could not be fetched or unpacked; the message says what to do."""


def package_names(path: Path = PACKAGES) -> list[str]:
    """The names of the packages with general text."""
    return path.read_text(encoding="utf-8").split()


def fetch(folder: Path, names: Iterable[str]) -> None:
    """Download the packages that are not in the folder yet.

    Raises:
        FetchError: ``apt-get`` is missing or failed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    present = {path.name.split("_")[0] for path in folder.glob("*.deb")}
    missing = [name for name in names if name not in present]
    for start in range(0, len(missing), 20):
        _run(["apt-get", "download", "-q", *missing[start : start + 20]], folder)


def general_pairs(folder: Path) -> list[Pair]:
    """The clean, distinct pairs of all packages in a folder, in package order."""
    seen: set[str] = set()
    pairs = []
    for pair in _all_pairs(folder):
        key = fold(pair.korean) + "\t" + fold(pair.english)
        if key not in seen:
            seen.add(key)
            pairs.append(pair)
    return pairs


def clean(korean: str, english: str, origin: str) -> Pair | None:
    """A pair without keyboard accelerators; None if it is not ordinary text in both languages."""
    sides = [" ".join(_ACCELERATOR.sub("", text).split()) for text in (korean, english)]
    korean, english = sides
    if not HANGUL.search(korean) or HANGUL.search(english) or korean == english:
        return None
    for text in sides:
        letters = sum(c.isalpha() or c.isspace() for c in text)
        if _CODE.search(text) or len(text.split()) > MOST_WORDS:
            return None
        if letters < FEWEST_LETTERS * len(text):
            return None
    if not 0.7 < len(english) / len(korean) < 6:
        return None
    return Pair(korean, english, origin)


def read_catalogue(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield (Korean, English) for each message of a compiled gettext catalogue."""
    try:
        catalogue = gettext.GNUTranslations(io.BytesIO(data))
    except (OSError, UnicodeDecodeError, ValueError):
        return
    messages: dict[object, str] = catalogue._catalog  # type: ignore[attr-defined]
    for key, translation in messages.items():
        message = key[0] if isinstance(key, tuple) else key
        if isinstance(message, str) and message:
            yield translation, message.rpartition("\x04")[2]


def read_help_page(page: str) -> dict[str, str]:
    """The text of each paragraph of a LibreOffice help page by its identifier."""
    reader = _HelpPage()
    reader.feed(page)
    return {key: " ".join("".join(parts).split()) for key, parts in reader.paragraphs.items()}


class _HelpPage(html.parser.HTMLParser):
    _BLOCKS = ("p", "h1", "h2", "h3", "h4")

    def __init__(self) -> None:
        super().__init__()
        self.paragraphs: dict[str, list[str]] = {}
        self._open: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._BLOCKS:
            name = dict(attrs).get("id") or ""
            self._open = name if re.match(r"(par|hd)_id", name) else None

    def handle_endtag(self, tag: str) -> None:
        if tag in self._BLOCKS:
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open:
            self.paragraphs.setdefault(self._open, []).append(data)


def _all_pairs(folder: Path) -> Iterator[Pair]:
    help_pages: dict[str, dict[str, str]] = {"ko": {}, "en-US": {}}
    for package in sorted(folder.glob("*.deb")):
        origin = package.name.split("_")[0]
        for name, data in _members(package):
            if help_name := _HELP_PAGE.search(name):
                help_pages[help_name[1]][help_name[2]] = data.decode("utf-8", "replace")
                continue
            for korean, english in read_catalogue(data):
                if pair := clean(korean, english, origin):
                    yield pair
    for name, page in help_pages["ko"].items():
        english_paragraphs = read_help_page(help_pages["en-US"].get(name, ""))
        for key, korean in read_help_page(page).items():
            if pair := clean(korean, english_paragraphs.get(key, ""), "libreoffice-help"):
                yield pair


def _members(package: Path) -> Iterator[tuple[str, bytes]]:
    archive = _run(["dpkg-deb", "--fsys-tarfile", str(package)], package.parent)
    with tarfile.open(fileobj=io.BytesIO(archive)) as members:
        for member in members:
            if _CATALOGUE.search(member.name) or _HELP_PAGE.search(member.name):
                stream = members.extractfile(member) if member.isfile() else None
                if stream:
                    yield member.name, stream.read()


def _run(command: list[str], folder: Path) -> bytes:
    try:
        done = subprocess.run(command, cwd=folder, check=True, capture_output=True)
    except FileNotFoundError as error:
        raise FetchError(f"{command[0]} is needed for the general data: a Debian system") from error
    except subprocess.CalledProcessError as error:
        last = error.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise FetchError(
            f"{command[0]} failed: {''.join(last)} (run `apt-get update` first?)"
        ) from error
    return done.stdout
