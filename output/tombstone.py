"""What stands in the place of a post that was withdrawn: that it was, when, and why."""

from __future__ import annotations

from collections.abc import Iterator

from output.frame import Choice, Site, address, frame, index_name, render
from output.words import clinic_name, other_names, words_for


def withdrawn_pages(
    site: Site, clinic: str, post: str, date: str, reason: str
) -> Iterator[tuple[str, bytes]]:
    """Yield the pages of a withdrawn post, at the paths that its text had.

    `date` is an ISO 8601 time; `reason` is one line, shown as it is. Nothing of the post itself
    is on the pages. Raises `ConfigError` when the notices of a language are damaged.
    """
    for page, language in [*((code, code) for code in site.languages), ("original", "")]:
        language = language or site.languages[0]
        words = words_for(language)
        record = site.clinic(clinic)
        name, name_language = clinic_name(record, words.code)
        home = index_name(site, language)
        path = f"{clinic}/{post}/{page}.html"
        context = frame(site, words, language, depth=2) | {
            "clinic_name": name,
            "clinic_language": name_language,
            "clinic_others": other_names(record, name_language),
            "home": f"../../{home}",
            "clinic_home": f"../{home}",
            "choices": list[Choice](),
            "canonical": address(site, path),
            "date": date,
            "reason": reason,
        }
        yield path, render("withdrawn.html", context)
