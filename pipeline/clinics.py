"""Which clinic a post belongs to."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from pipeline.records import Clinic, Post


class Clinics:
    """The clinics of an archive: those configured, and one for each site that is none of theirs."""

    def __init__(self, configured: Iterable[Clinic]):
        self._clinics = {clinic.id: clinic for clinic in configured}

    def __getitem__(self, name: str) -> Clinic:
        return self._clinics[name]

    @property
    def all(self) -> tuple[Clinic, ...]:
        """All clinics, by their ids."""
        return tuple(self._clinics[name] for name in sorted(self._clinics))

    def add(self, clinic: Clinic) -> None:
        """Add a clinic, unless there is one of its id."""
        self._clinics.setdefault(clinic.id, clinic)

    def assign(self, post: Post) -> tuple[Post, Clinic]:
        """Return `post` under the clinic whose site it is on, and that clinic.

        One that is not among the clinics has the id of the site, and the author of the post for
        a name.
        """
        address = post.url.partition("://")[2]
        for clinic in self._clinics.values():
            if any(_under(address, site) for site in clinic.sites):
                return msgspec.structs.replace(post, clinic=clinic.id), clinic
        names = {post.language: post.author} if post.author else {}
        return post, Clinic(id=post.clinic, names=names)


def names_in(clinic: Clinic, source: str, target: str) -> tuple[tuple[str, str], ...]:
    """Return the name of `clinic` in both languages, where both are known."""
    names = clinic.names
    return ((names[source], names[target]),) if {source, target} <= names.keys() else ()


def _under(address: str, site: str) -> bool:
    site = (site.partition("://")[2] or site).rstrip("/")
    return address == site or address.startswith((f"{site}/", f"{site}?"))
