"""What all pages of a site share: the site itself, the templates, addresses.

Templates escape everything; only `http` and `https` addresses of the records become links.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from output.dates import direction
from output.words import Words, fill
from pipeline.records import Clinic, Record


class Site(Record, frozen=True, kw_only=True, dict=True):
    """What all pages of a site share.

    `languages` are the targets, the default first. `base_url` is the address of the site's
    root, or empty where it is not known: then pages name no address of their own. `generator`
    is name and version of the program that makes the pages; `checks` are the ids of the checks
    that were run, for the notices. `link_images` says whether an image that the archive holds no
    copy of is linked to where it lies.
    """

    title: str
    languages: tuple[str, ...]
    generator: str
    clinics: tuple[Clinic, ...] = ()
    base_url: str = ""
    checks: tuple[str, ...] = ()
    link_images: bool = True

    def clinic(self, name: str) -> Clinic:
        """Return the clinic of that id; one without names where the site knows of none."""
        return self._by_id.get(name) or Clinic(id=name)

    @cached_property
    def _by_id(self) -> dict[str, Clinic]:
        return {clinic.id: clinic for clinic in reversed(self.clinics)}


@dataclass(frozen=True, slots=True)
class Choice:
    """A page in another language: its address from here, and how the language is called."""

    href: str
    language: str
    label: str
    label_language: str
    current: bool
    original: bool = False


def frame(site: Site, words: Words, language: str, *, depth: int) -> dict[str, Any]:
    """Return what the base template needs of a page `depth` folders below the site's root."""
    return {
        "site": site,
        "language": language,
        "words": words,
        "w": words.notices,
        "root": "../" * depth,
    }


def stylesheet() -> tuple[str, bytes]:
    """Return path and bytes of the one stylesheet that all pages use."""
    return "style.css", (files("output") / "templates" / "style.css").read_bytes()


def index_name(site: Site, language: str, page: int = 1) -> str:
    """Return the file name of a list's `page` (from 1) in `language`, or in the default."""
    stem = "index" if page == 1 else f"page-{page}"
    default = language == site.languages[0] or language not in site.languages
    return f"{stem}.html" if default else f"{stem}.{language}.html"


def shorten(text: str, limit: int) -> str:
    """Return `text`, cut at a space near `limit` characters where it is longer."""
    if len(text) <= limit:
        return text
    cut = text.rfind(" ", limit * 3 // 4, limit)
    return text[: cut if cut > 0 else limit].rstrip(" ,;:") + "…"


def address(site: Site, path: str) -> str:
    """Return the full address of `path` on the site, or nothing where the root is not known."""
    return f"{site.base_url.rstrip('/')}/{href(path)}" if site.base_url else ""


def href(path: str) -> str:
    """Return `path` percent-encoded for a link."""
    return quote(path, safe="/.-_~")


def web_address(url: str) -> str:
    """Return `url` if it is `http` or `https`, else nothing: no other scheme may be linked."""
    try:
        scheme = urlsplit(url.strip()).scheme.lower()
    except ValueError:
        return ""
    return url.strip() if scheme in ("http", "https") else ""


def host(url: str) -> str:
    """Return the host name of `url`, for a reader to see where a link leads."""
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("output"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"web": web_address, "host": host, "href": href}
    environment.globals |= {"fill": fill, "direction": direction, "shorten": shorten}
    return environment


def render(name: str, context: Mapping[str, Any]) -> bytes:
    """Return the page that the template `name` makes of `context`."""
    return _templates().get_template(name).render(context).encode()
