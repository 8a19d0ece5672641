"""`archive.toml`: what an archive is made of, read and checked."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Literal

import msgspec

from pipeline.errors import ConfigError, NewerFormatError
from pipeline.records import FORMAT, Clinic, Severity

_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")

OnError = Literal["publish-with-notice", "hold", "fail"]
Images = Literal["keep", "link", "none"]


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file: a key that is not known is an error."""


class ClinicTable(_Table, frozen=True, kw_only=True):
    """`[[clinics]]`: see `pipeline.records.Clinic`; `glossaries` are this clinic's own files."""

    id: str
    names: dict[str, str] = {}
    sites: tuple[str, ...] = ()
    profile: str = ""
    glossaries: tuple[str, ...] = ()

    def clinic(self) -> Clinic:
        """Return the record of the clinic."""
        return Clinic(id=self.id, names=self.names, sites=self.sites, profile=self.profile)


class ModelsTable(_Table, frozen=True, kw_only=True):
    """`[models]`: `prefer` says whose packages come first, the bundled ones or the user's."""

    prefer: Literal["bundled", "installed"] | None = None


class PolicyTable(_Table, frozen=True, kw_only=True):
    """`[policy]`: what an error does to a post, and the severity of each check."""

    on_error: OnError = "publish-with-notice"
    checks: dict[str, Severity | Literal["off"]] = {}


class CaptureTable(_Table, frozen=True, kw_only=True):
    """`[capture]`: how live pages are fetched."""

    contact: str = ""
    delay: float = 1.0
    concurrency: int = 2
    allow_hosts: tuple[str, ...] = ()


class Config(_Table, frozen=True, kw_only=True):
    """The whole of `archive.toml`.

    `languages` are the target languages, the site's first one first. `glossaries` are files
    relative to the archive, the first of which wins over those after it.
    """

    format: int = FORMAT
    title: str
    languages: tuple[str, ...] = ("en",)
    base_url: str = ""
    images: Images = "link"
    glossaries: tuple[str, ...] = ()
    clinics: tuple[ClinicTable, ...] = ()
    models: ModelsTable = ModelsTable()
    policy: PolicyTable = PolicyTable()
    capture: CaptureTable = CaptureTable()


def read_config(path: Path) -> Config:
    """Read `archive.toml`.

    Raises `ConfigError` (file, key, what is wrong) or `NewerFormatError`.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: this is not TOML in UTF-8: {error}.") from error
    version = table.get("format", FORMAT)
    if isinstance(version, int) and version > FORMAT:
        raise NewerFormatError(
            f"{path}: the archive has format {version}; this version reads up to {FORMAT}. "
            f"Use a newer clinic-archive."
        )
    try:
        config = msgspec.convert(table, Config)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{path}: {_told(str(error))}") from error
    _check(config, path)
    return config


def _told(message: str) -> str:
    what, _, key = message.partition(" - at `$")
    key = key.rstrip("`").lstrip(".")
    return f"{key}: {what}." if key else f"{what}."


def _check(config: Config, path: Path) -> None:
    if not config.languages:
        raise ConfigError(f'{path}: languages: name at least one, as in languages = ["en"].')
    for language in config.languages:
        if not _LANGUAGE.fullmatch(language):
            raise ConfigError(f'{path}: languages: {language!r} is no language code such as "en".')
    if config.policy.checks:
        from pipeline.checks import CHECKS

        for name in config.policy.checks.keys() - CHECKS.keys():
            known = ", ".join(CHECKS)
            raise ConfigError(f"{path}: policy.checks: there is no check {name!r} ({known}).")
    seen: set[str] = set()
    for clinic in config.clinics:
        if not _SAFE_NAME.fullmatch(clinic.id):
            raise ConfigError(
                f"{path}: clinics.id: {clinic.id!r} cannot name a folder; "
                f"use letters, digits, '.', '_' and '-'."
            )
        if clinic.id in seen:
            raise ConfigError(f"{path}: clinics.id: {clinic.id!r} stands there twice.")
        seen.add(clinic.id)
