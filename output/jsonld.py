"""Structured data of a page: schema.org in JSON-LD, safe inside a `script` data block.

A translation is a `BlogPosting` that names the post it translates (`translationOfWork`), the
captured bytes it rests on (`isBasedOn`) and, where a machine wrote the words, the IPTC digital
source type `trainedAlgorithmicMedia`.
"""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from output.passages import Counts
from output.words import clinic_name
from pipeline.records import Capture, Clinic, Post, PostTranslation

Node = dict[str, Any]

_SOURCE_TYPES = [
    "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
    "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
]
_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def translation_data(
    post: Post,
    post_digest: str,
    clinic: Clinic,
    translation: PostTranslation,
    counts: Counts,
    *,
    title: str,
    publisher: str,
    url: str,
) -> Node:
    """Return the node of one translated page; `url` is its address, or empty if unknown."""
    node: Node = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "url": url,
        "headline": title,
        "inLanguage": translation.target_language,
        "dateModified": translation.translated_at,
        "sdDatePublished": translation.translated_at,
        "author": _author(post, clinic),
        "publisher": {"@type": "Organization", "name": publisher},
        "digitalSourceType": _SOURCE_TYPES if counts.machine else None,
        "translationOfWork": _original(post, clinic),
        "isBasedOn": _evidence(post.capture),
        "identifier": _property("post.json", post_digest),
    }
    return _present(node)


def original_data(post: Post, post_digest: str, clinic: Clinic, *, publisher: str) -> Node:
    """Return the node of the page that holds the captured text."""
    node = _original(post, clinic) | {
        "sdDatePublished": post.capture.fetched_at,
        "sdPublisher": {"@type": "Organization", "name": publisher},
        "isBasedOn": _evidence(post.capture),
        "identifier": _property("post.json", post_digest),
    }
    return _present({"@context": "https://schema.org"} | node)


def script_safe(node: Node) -> Markup:
    """Return `node` as JSON that no HTML parser can mistake for markup."""
    text = json.dumps(node, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_ESCAPES))  # noqa: S704 - every character of markup is escaped


def _original(post: Post, clinic: Clinic) -> Node:
    return _present(
        {
            "@type": "BlogPosting",
            "url": post.url,
            "headline": post.title,
            "inLanguage": post.language,
            "datePublished": post.published,
            "author": _author(post, clinic),
            "publisher": _organization(clinic, post.language),
            "keywords": list(post.tags),
        }
    )


def _author(post: Post, clinic: Clinic) -> Node:
    if post.author:
        return {"@type": "Person", "name": post.author}
    return _organization(clinic, post.language)


def _organization(clinic: Clinic, language: str) -> Node:
    name = clinic_name(clinic, language)[0]
    others = [other for other in clinic.names.values() if other != name]
    return _present(
        {
            "@type": "MedicalBusiness",
            "name": name,
            "alternateName": others,
            "url": clinic.profile,
        }
    )


def _evidence(capture: Capture) -> Node:
    return {
        "@type": "WebPage",
        "url": capture.url,
        "encodingFormat": capture.media_type,
        "dateModified": capture.fetched_at,
        "identifier": [
            _property("WARC-Record-ID", capture.record_id),
            _property("WARC-Payload-Digest", capture.payload_digest),
        ],
    }


def _property(name: str, value: str) -> Node:
    return {"@type": "PropertyValue", "propertyID": name, "value": value}


def _present(node: Node) -> Node:
    return {key: value for key, value in node.items() if value not in (None, "", [])}
