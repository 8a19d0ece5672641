"""Tampering with an archive of the examples, and which layer of `verify` notices: a matrix.

`python -m benchmarks.tamper` builds the example archive in a temporary folder, signs it, and does
to copies of it what an accident or a forger could. Each row is one kind of tampering: how often
it was done, how often the layer that should notice it did, and which other layers did as well.
Exit status 1 where anything went unnoticed.
"""

from __future__ import annotations

import itertools
import random
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from benchmarks.table import row
from pipeline.archive import Archive, read_translation, write_record
from pipeline.build import build
from pipeline.manifest import MANIFEST, SIGNATURE, entry_of, manifest_bytes, walk
from pipeline.records import Translation
from pipeline.signing import generate_key, sign
from pipeline.verification.evidence import captures_layer
from pipeline.verification.files import manifest_layer
from pipeline.verification.layers import Layer
from pipeline.verification.seal import signature_layer
from pipeline.verify import verify
from sources.files import import_paths

EXAMPLES = Path(__file__).parent.parent / "examples"
POST = "ts/223728104415"
OFFSETS = 40
"""Random places at which a byte is flipped in WARC, JSON and HTML files."""

Tamper = Callable[[Path], None]
Look = Callable[[Path, Path], list[Layer]]


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        archive, key = built(top)
        rows = [
            (what, expected, tampered(archive, top / "copy", cases, look, key))
            for what, expected, cases, look in matrix(archive)
        ]
        print(f"{'tampering':<62}{'should notice':<15}{'noticed':>9}   also noticed by")
        for what, expected, (count, found) in rows:
            others = ", ".join(f"{n} {c}" for n, c in found.items() if n != expected)
            noticed = f"{found[expected]}/{count}"
            print(f"{what:<62}{expected:<15}{noticed:>9}   {others}")
        memory = damaged_memory(archive)
        print(f"\nmemory.sqlite: {memory}")
        missed = sum(count - found[expected] for _, expected, (count, found) in rows)
        total = sum(count for _, _, (count, _) in rows)
        print(f"{total - missed} of {total} cases noticed by the layer that should.")
        row("tampering noticed by the right layer", f"{total - missed} of {total} cases")
    return int(missed > 0 or "not" in memory)


def built(top: Path) -> tuple[Path, Path]:
    """The example archive, built and signed, and the public key."""
    folder = top / "archive"
    Archive.create(folder, "Tamper")
    shutil.copy(EXAMPLES / "archive.toml", folder)
    archive = Archive.open(folder)
    import_paths(archive.captures, sorted((EXAMPLES / "pages").iterdir()))
    build(archive)
    generate_key(top / "key")
    sign(folder, top / "key")
    shutil.copy(folder / SIGNATURE, top / "old.sig")
    (folder / "notes.txt").write_text("A file of people's own.\n")
    build(archive)
    sign(folder, top / "key")
    return folder, top / "key.pub"


def tampered(
    archive: Path, copy: Path, cases: Iterator[Tamper], look: Look, key: Path
) -> tuple[int, Counter[str]]:
    """Do each case to a copy; count the cases and, by layer, those that it noticed."""
    count, found = 0, Counter[str]()
    for case in cases:
        shutil.copytree(archive, copy, ignore=shutil.ignore_patterns("memory.sqlite*"))
        case(copy)
        count += 1
        found.update(layer.name for layer in look(copy, key) if not layer.holds)
        shutil.rmtree(copy)
    return count, found


def matrix(archive: Path) -> Iterator[tuple[str, str, Iterator[Tamper], Look]]:
    """Yield what is done, the layer that should notice, the cases, and the layers to run."""
    files = [found.path for found in walk(archive)]
    folders = sorted({Path(name).parent.as_posix() for name in files})
    kinds = [
        next(n for n in files if n.endswith(end))
        for end in (".warc.gz", "post.json", "en.json", "en.html", "original.html")
    ]
    once = (flip(name, name) for name in files)
    many = (flip(name, f"{name} {n}") for name in kinds for n in range(OFFSETS))
    yield "a byte flipped in every file", "manifest", once, quickly
    yield "a byte flipped at random in WARC, JSON and HTML", "manifest", many, quickly
    yield "every file deleted", "manifest", (delete(name) for name in files), quickly
    yield "every file cut short by a byte", "manifest", (cut(name) for name in files), quickly
    yield "every file renamed", "manifest", (rename(name) for name in files), quickly
    yield "a file added to every folder", "manifest", (add(name) for name in folders), quickly
    pairs = itertools.pairwise(files)
    yield "neighbouring files swapped", "manifest", (swap(a, b) for a, b in pairs), quickly
    size = (archive / SIGNATURE).stat().st_size
    signature = (flip(SIGNATURE, n) for n in range(0, size, 3))
    yield "a byte flipped in the signature", "signature", signature, quickly
    listing = (flip(MANIFEST, n) for n in range(OFFSETS))
    yield "a byte flipped in the manifest", "manifest", listing, quickly
    yield "an old signature put back", "signature", iter([old_signature]), quickly
    yield "the signature taken away", "signature", iter([delete(SIGNATURE)]), quickly
    rehashed = (forged(flip(name, name)) for name in files)
    yield "any byte flipped, manifest made anew", "signature", rehashed, quickly
    warc = (forged(flip(kinds[0], n, body=True)) for n in range(OFFSETS))
    yield "a byte flipped in a capture, manifest made anew", "captures", warc, quickly
    yield from forgeries()


def forgeries() -> Iterator[tuple[str, str, Iterator[Tamper], Look]]:
    """What somebody does who knows the format: the manifest is made anew each time."""
    post, en, page = (
        f"{name}"
        for name in (f"posts/{POST}/post.json", f"posts/{POST}/en.json", f"site/{POST}/en.html")
    )
    cases: list[tuple[str, str, Tamper]] = [
        ("a post altered", "posts", replace(post, "안녕하세요", "반갑습니다")),
        ("a post deleted", "posts", delete(post)),
        ("a translation altered", "site", translation(text="It is perfectly safe.")),
        ("a page altered", "site", replace(page, "<body", "<body class=x")),
        ("a page added", "site", add(f"site/{POST}")),
        ("a page deleted", "site", delete(page)),
        ("a sentence of another post put in", "translations", foreign_sentence),
        ("a correction forged in the translation", "translations", translation(
            status="edited", editor="Nobody", text="It is perfectly safe.")),
        ("a translation deleted", "translations", delete(en)),
    ]  # fmt: skip
    for what, layer, case in cases:
        yield f"{what}, manifest made anew", layer, iter([forged(case)]), fully
    both = forged(translation_and_page)
    yield (
        "a translation and its page altered, manifest made anew",
        "retranslation",
        iter([both]),
        deeply,
    )


def quickly(archive: Path, key: Path) -> list[Layer]:
    """The layers that need nothing made again."""
    layers = [manifest_layer(archive), signature_layer(archive, key)]
    if (archive / "archive.toml").is_file():
        layers.append(captures_layer(_bare(archive)))
    return layers


def fully(archive: Path, key: Path) -> list[Layer]:
    """Every layer but translating anew."""
    return list(verify(archive, key=key))


def deeply(archive: Path, key: Path) -> list[Layer]:
    """Every layer."""
    return list(verify(archive, key=key, deep=True))


def _bare(archive: Path) -> Archive:
    from pipeline.config import Config

    return Archive(archive, Config(title=""))


def flip(name: str, seed: object, *, body: bool = False) -> Tamper:
    """Flip a bit at a random place; `body` keeps to the middle of the file."""

    def tamper(folder: Path) -> None:
        data = bytearray((folder / name).read_bytes())
        chance = random.Random(str(seed))
        start = len(data) // 8 if body else 0
        data[chance.randrange(start, len(data) - (16 if body else 0))] ^= 1 << chance.randrange(8)
        (folder / name).write_bytes(data)

    return tamper


def delete(name: str) -> Tamper:
    return lambda folder: (folder / name).unlink()


def cut(name: str) -> Tamper:
    def tamper(folder: Path) -> None:
        (folder / name).write_bytes((folder / name).read_bytes()[:-1])

    return tamper


def rename(name: str) -> Tamper:
    def tamper(folder: Path) -> None:
        (folder / name).rename(folder / f"{name}.old")

    return tamper


def add(parent: str) -> Tamper:
    def tamper(folder: Path) -> None:
        (folder / parent / "added.html").write_text("added")

    return tamper


def swap(one: str, other: str) -> Tamper:
    def tamper(folder: Path) -> None:
        (folder / one).rename(folder / "swapped")
        (folder / other).rename(folder / one)
        (folder / "swapped").rename(folder / other)

    return tamper


def replace(name: str, old: str, new: str) -> Tamper:
    def tamper(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), "utf-8")

    return tamper


def old_signature(folder: Path) -> None:
    shutil.copy(folder.parent / "old.sig", folder / SIGNATURE)


def forged(case: Tamper) -> Tamper:
    """The case, and then a manifest that fits."""

    def tamper(folder: Path) -> None:
        case(folder)
        (folder / MANIFEST).write_bytes(manifest_bytes(map(entry_of, walk(folder))))

    return tamper


def translation(**changes: str) -> Tamper:
    def tamper(folder: Path) -> None:
        change_sentence(folder, POST, lambda t: msgspec.structs.replace(t, **changes))

    return tamper


def foreign_sentence(folder: Path) -> None:
    other = read_translation(folder / "posts" / "ts/223741560238" / "en.json").segments[4]
    change_sentence(folder, POST, lambda _: other)


def translation_and_page(folder: Path) -> None:
    path = folder / "posts" / POST / "en.json"
    old = read_translation(path).segments[6].text
    new = old[:-1] + ", without any risk."
    change_sentence(folder, POST, lambda t: msgspec.structs.replace(t, text=new, terms=()))
    build_pages(folder)


def build_pages(folder: Path) -> None:
    """Make the pages from the records as they are, as a forger would with this very program."""
    from pipeline.archive import write
    from pipeline.memory import Memory
    from pipeline.verification.replay import Comparison, Replay

    class Forger(Comparison):
        def write(self, path: Path, data: bytes) -> bool:
            return write(path, data)

    archive = Archive.open(folder)
    with Memory(None) as memory:
        Replay(archive, memory, lambda *stage: None, Forger(folder)).run()


def change_sentence(folder: Path, post: str, change: Callable[[Translation], Translation]) -> None:
    path = folder / "posts" / post / "en.json"
    document = read_translation(path)
    segments = list(document.segments)
    segments[6] = change(segments[6])
    write_record(path, msgspec.structs.replace(document, segments=tuple(segments)))


def damaged_memory(folder: Path) -> str:
    """Damage rows of the memory, build without the pages, and see whether all is as before."""
    archive = Archive.open(folder)
    before = (folder / MANIFEST).read_bytes()
    with sqlite3.connect(archive.memory) as database:
        rows = database.execute("SELECT key, value FROM segments").fetchall()
        for name, value in itertools.islice(rows, 0, None, 2):
            damaged = bytearray(value)
            damaged[len(damaged) // 2] ^= 1
            database.execute("UPDATE segments SET value = ? WHERE key = ?", (damaged, name))
        database.execute("DELETE FROM posts")
    database.close()
    report = build(archive)
    noticed = sum("damaged rows" in problem for problem in report.problems)
    same = (folder / MANIFEST).read_bytes() == before
    return (
        f"{(len(rows) + 1) // 2} rows damaged, {report.decoded} translated again, "
        f"{'told' if noticed else 'not told'}, archive {'the same' if same else 'not the same'}."
    )


if __name__ == "__main__":
    sys.exit(main())
