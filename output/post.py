"""The pages of one post: its translations, and the captured original."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from output import jsonld
from output.dates import own_name
from output.frame import Choice, Site, address, frame, href, index_name, render, shorten
from output.parts import parts
from output.passages import Passages, count
from output.statement import statement
from output.words import Words, clinic_name, other_names, title_of, words_for
from pipeline.records import Post, PostTranslation, Summary

LEAD = 220
"""Characters of the first sentence that a lead shows at most."""

_NO_IMAGES: Mapping[str, str] = MappingProxyType({})
_UNSPACED = frozenset({"ja", "zh", "th", "lo", "km", "my"})


def post_pages(
    site: Site,
    post: Post,
    post_digest: str,
    translations: Mapping[str, PostTranslation],
    *,
    local_images: Mapping[str, str] = _NO_IMAGES,
) -> Iterator[tuple[str, bytes]]:
    """Yield the pages of one post: `<clinic>/<post>/<language>.html` and `original.html`.

    `translations` is by target language. `local_images` gives, by the address of an image, the
    path of its copy from the root of the site; other images get a labelled link in their place.
    Raises `ConfigError` when the notices of a language are damaged.
    """
    folder = f"{post.clinic}/{post.id}"
    languages = _in_order(site, translations)
    images = {url: href(f"../../{path}") for url, path in local_images.items()}
    for language in languages:
        words = words_for(language)
        context = _translation_context(site, post, post_digest, translations[language], words)
        context |= {
            "choices": _post_choices(post, languages, language, words),
            "images": images,
            "canonical": address(site, f"{folder}/{language}.html"),
        }
        yield f"{folder}/{language}.html", render("post.html", context)
    words = words_for(post.language)
    context = _original_context(site, post, post_digest, words) | {
        "choices": _post_choices(post, languages, "original", words),
        "images": images,
        "canonical": address(site, f"{folder}/original.html"),
    }
    yield f"{folder}/original.html", render("original.html", context)


def summarise(post: Post, translation: PostTranslation) -> Summary:
    """Return what lists of posts in the language of `translation` show of `post`."""
    passages = Passages(post, translation)
    counts = count(passages.sentences)
    return Summary(
        clinic=post.clinic,
        post=post.id,
        title=passages.title.text if passages.title else post.title,
        original_title=post.title,
        original_language=post.language,
        lead=_lead(post, passages),
        published=post.published,
        segments=counts.translated,
        terms=sum(counts.terms.values()),
        flagged=counts.terms.get("flagged", 0),
        findings=dict(sorted(counts.findings.items())),
        translated_at=translation.translated_at,
    )


def _translation_context(
    site: Site, post: Post, post_digest: str, translation: PostTranslation, words: Words
) -> dict[str, Any]:
    passages = Passages(post, translation)
    counts = count(passages.sentences)
    clinic = site.clinic(post.clinic)
    language = translation.target_language
    source_language = post.language or translation.source_language
    title = passages.title.text if passages.title else title_of(post, words)
    node = jsonld.translation_data(
        post,
        post_digest,
        clinic,
        translation,
        counts,
        title=title,
        publisher=site.title,
        url=address(site, f"{post.clinic}/{post.id}/{language}.html"),
    )
    return _post_context(site, post, post_digest, words, language) | {
        "is_original": False,
        "translation": translation,
        "source_language": source_language,
        "title": title,
        "title_language": language if passages.title else post.language if post.title else "",
        "title_sentence": passages.title,
        "lead": shorten(_lead(post, passages), LEAD),
        "parts": list(parts(post, passages.of)),
        "marked": [s for s in passages.sentences if s.mark in ("error", "warning")],
        "counts": counts,
        "statement": statement(
            words,
            site.checks,
            counts,
            passages.missing,
            source_language=source_language,
            target_language=language,
        ),
        "joiner": "" if language.partition("-")[0] in _UNSPACED else " ",
        "data": jsonld.script_safe(node),
    }


def _original_context(site: Site, post: Post, post_digest: str, words: Words) -> dict[str, Any]:
    def lines(index: int, line: int | None) -> tuple[str, ...]:
        block = post.blocks[index]
        return block.lines if line is None else block.lines[line : line + 1]

    node = jsonld.original_data(post, post_digest, site.clinic(post.clinic), publisher=site.title)
    return _post_context(site, post, post_digest, words, post.language) | {
        "is_original": True,
        "source_language": post.language,
        "title": title_of(post, words),
        "title_language": post.language if post.title else "",
        "parts": list(parts(post, lines)),
        "data": jsonld.script_safe(node),
    }


def _post_context(
    site: Site, post: Post, post_digest: str, words: Words, language: str
) -> dict[str, Any]:
    clinic = site.clinic(post.clinic)
    name, name_language = clinic_name(clinic, words.code)
    home = index_name(site, language)
    return frame(site, words, language, depth=2) | {
        "post": post,
        "post_digest": post_digest,
        "clinic": clinic,
        "clinic_name": name,
        "clinic_language": name_language,
        "clinic_others": other_names(clinic, name_language),
        "home": f"../../{home}",
        "clinic_home": f"../{home}",
    }


def _lead(post: Post, passages: Passages) -> str:
    body = [s for s in passages.sentences if s.translation.segment.block >= 0]
    prose = ("paragraph", "quote")
    first = [s for s in body if post.blocks[s.translation.segment.block].kind in prose]
    return next((sentence.text for sentence in first or body), "")


def _post_choices(post: Post, languages: list[str], current: str, words: Words) -> list[Choice]:
    choices = [
        Choice(f"{code}.html", code, own_name(code), code, code == current) for code in languages
    ]
    label = words.notices.page.original_in.format(
        language=words.language.name_of(post.language or "und")
    )
    here = current == "original"
    original = Choice("original.html", post.language, label, words.code, here, original=True)
    return [*choices, original]


def _in_order(site: Site, translations: Mapping[str, PostTranslation]) -> list[str]:
    wanted = [language for language in site.languages if language in translations]
    return wanted + sorted(set(translations) - set(wanted))
