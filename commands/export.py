"""`export`: the archive, or its translations, in formats that other tools read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.terminal import opened, say

if TYPE_CHECKING:
    from output.rocrate import CrateFile
    from pipeline.archive import Archive
    from pipeline.records import Post, PostTranslation

_TARGET = click.Path(path_type=Path)
_SOFTWARE = "Clinic Archive"


@click.group()
def export() -> None:
    """Write the archive, or its translations, in a format that other tools read.

    Withdrawn posts are left out. The same archive gives the same bytes.
    """


@export.command()
@click.argument("file", type=_TARGET)
@click.pass_context
def wacz(context: click.Context, file: Path) -> None:
    """Write the captures and a list of their pages as a WACZ, which ReplayWeb.page opens."""
    import tempfile

    from output.wacz import write_wacz
    from pipeline.export import copy_captures, fresh_target

    archive = opened(context)
    fresh_target(archive, file)
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent) as scratch:
        warcs = copy_captures(archive, Path(scratch))
        part = Path(scratch) / "part.wacz"
        posts = (post for post, _, _ in _posts(archive))
        write_wacz(part, warcs, posts, title=archive.config.title, software=_software())
        part.replace(file)
    say(f"Wrote {file}.")


@export.command()
@click.argument("folder", type=_TARGET)
@click.pass_context
def bagit(context: click.Context, folder: Path) -> None:
    """Write the whole archive as a BagIt bag, with RO-Crate metadata in it."""
    from output.bagit import make_bag
    from pipeline.export import copy_public, fresh_target

    archive = opened(context)
    fresh_target(archive, folder)
    copy_public(archive, folder)
    date = _write_crate(archive, folder)
    make_bag(folder, title=archive.config.title, date=date[:10], software=_software())
    say(f"Wrote the bag {folder}.")


@export.command()
@click.argument("folder", type=_TARGET)
@click.pass_context
def rocrate(context: click.Context, folder: Path) -> None:
    """Write the whole archive as an RO-Crate."""
    from pipeline.export import copy_public, fresh_target

    archive = opened(context)
    fresh_target(archive, folder)
    copy_public(archive, folder)
    _write_crate(archive, folder)
    say(f"Wrote the crate {folder}.")


@export.command()
@click.argument("folder", type=_TARGET)
@click.pass_context
def prov(context: click.Context, folder: Path) -> None:
    """Write the provenance of each post and language as W3C PROV-JSON."""
    from pipeline.export import fresh_target
    from pipeline.prov import prov_json

    archive = opened(context)
    fresh_target(archive, folder)
    _write_each(archive, folder, "prov.json", prov_json)
    say(f"Wrote {folder}.")


@export.command()
@click.argument("file", type=_TARGET)
@click.option("--to", "language", help="Language of the translations; the archive's first.")
@click.pass_context
def tmx(context: click.Context, file: Path, language: str | None) -> None:
    """Write all translations into one language as a TMX translation memory."""
    from output.tmx import tmx as tmx_of
    from pipeline.export import fresh_target
    from pipeline.stamp import tool

    archive = opened(context)
    fresh_target(archive, file)
    target = _language(archive, language)
    sources = [post.language for post, _, _ in _posts(archive)]
    done = (t for _, _, all_of in _posts(archive) for t in all_of if t.target_language == target)
    source = max(sorted(set(sources)), key=sources.count, default="und")
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as out:
        out.writelines(tmx_of(done, source_language=source, tool=_SOFTWARE, version=tool()))
    say(f"Wrote {file}.")


@export.command()
@click.argument("folder", type=_TARGET)
@click.pass_context
def xliff(context: click.Context, folder: Path) -> None:
    """Write each translation as an XLIFF 2 file."""
    from output.xliff import xliff as xliff_of
    from pipeline.export import fresh_target

    archive = opened(context)
    fresh_target(archive, folder)
    _write_each(archive, folder, "xlf", lambda post, _, translation: xliff_of(post, translation))
    say(f"Wrote {folder}.")


@export.command()
@click.argument("folder", type=_TARGET)
@click.pass_context
def markdown(context: click.Context, folder: Path) -> None:
    """Write each translation as a Markdown file."""
    from output.markdown import markdown as markdown_of
    from pipeline.clinics import Clinics
    from pipeline.export import fresh_target
    from pipeline.publish import site_of

    archive = opened(context)
    fresh_target(archive, folder)
    clinics = Clinics(table.clinic() for table in archive.config.clinics)
    site = site_of(archive.config, clinics.all)
    _write_each(archive, folder, "md", lambda p, d, t: markdown_of(site, p, d, t))
    say(f"Wrote {folder}.")


def _posts(archive: Archive) -> Iterator[tuple[Post, str, list[PostTranslation]]]:
    """Yield each post, the digest of its file, and its translations."""
    from pipeline.archive import read_post, read_translation
    from pipeline.export import require_built
    from pipeline.withdraw import read_withdrawals

    require_built(archive, read_withdrawals(archive.path))
    for path in archive.post_files():
        post, digest = read_post(path)
        files = (
            archive.translation_file(post.clinic, post.id, language)
            for language in archive.config.languages
        )
        yield post, digest, [read_translation(file) for file in files if file.is_file()]


def _write_each(
    archive: Archive,
    folder: Path,
    suffix: str,
    content: Callable[[Post, str, PostTranslation], bytes],
) -> None:
    """Write a file for each translation: `content` of the post, its digest, and the translation."""
    for post, digest, translations in _posts(archive):
        for translation in translations:
            name = f"{post.clinic}/{post.id}.{translation.target_language}.{suffix}"
            _write(folder / name, content(post, digest, translation))


def _write_crate(archive: Archive, folder: Path) -> str:
    """Write the metadata of the crate in `folder`; return when its content last changed."""
    from output.rocrate import NAME, crate_metadata
    from pipeline.stamp import tool

    posts = [(post, translations) for post, _, translations in _posts(archive)]
    times = [t.translated_at for _, translations in posts for t in translations]
    times += [post.capture.fetched_at for post, _ in posts]
    date = max(times, default="1970-01-01T00:00:00Z")
    data = crate_metadata(
        list(_crate_files(folder)),
        posts,
        [table.clinic() for table in archive.config.clinics],
        title=archive.config.title,
        date=date,
        software=_SOFTWARE,
        version=tool(),
        url=archive.config.base_url,
    )
    _write(folder / NAME, data)
    return date


def _crate_files(folder: Path) -> Iterator[CrateFile]:
    from output.rocrate import CrateFile
    from pipeline.manifest import entry_of, walk

    for entry in map(entry_of, walk(folder)):
        yield CrateFile(path=entry.path, size=entry.size, sha256=entry.sha256)


def _language(archive: Archive, language: str | None) -> str:
    from pipeline.errors import ConfigError

    languages = archive.config.languages
    if language is not None and language not in languages:
        raise ConfigError(f"--to {language}: the archive has {', '.join(languages)}.")
    return language or languages[0]


def _software() -> str:
    from pipeline.stamp import tool

    return f"{_SOFTWARE} {tool()}"


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
