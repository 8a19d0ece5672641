"""RO-Crate 1.1: what an archive is and what made it, as JSON-LD beside its files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from pipeline.records import Clinic, Post, PostTranslation, Record

NAME = "ro-crate-metadata.json"

Node = dict[str, Any]

_PROFILE = "https://w3id.org/ro/crate/1.1"
_TYPES = {
    ".gz": "application/warc",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".html": "text/html",
    ".css": "text/css",
    ".toml": "application/toml",
    ".tsv": "text/tab-separated-values",
    ".lock": "application/json",
    ".cdxj": "text/plain",
    ".gitattributes": "text/plain",
    ".gitignore": "text/plain",
}
_RIGHTS: Node = {
    "@id": "#rights",
    "@type": "CreativeWork",
    "name": "Rights remain with the clinics",
    "description": "The captured posts belong to the clinics that published them. Whether they, "
    "or translations of them, may be used is for the clinics to say.",
}


class CrateFile(Record, frozen=True, kw_only=True):
    """A file of the crate: its path from the root, size in bytes, SHA-256 in hexadecimal."""

    path: str
    size: int
    sha256: str


def crate_metadata(
    files: Sequence[CrateFile],
    posts: Iterable[tuple[Post, Sequence[PostTranslation]]],
    clinics: Iterable[Clinic],
    *,
    title: str,
    date: str,
    software: str,
    version: str,
    url: str = "",
) -> bytes:
    """Return `ro-crate-metadata.json` for an archive; the same input gives the same bytes.

    `date` is when the content last changed, an ISO 8601 time; `url` is the address of the
    published site, where it is known. Every translation is described as
    an action of the software that turned the post and its capture into it.
    """
    program = {
        "@id": "#software",
        "@type": "SoftwareApplication",
        "name": software,
        "softwareVersion": version,
        "description": "Translates posts of clinics offline, with an enforced glossary.",
    }
    listed = {file.path for file in files}
    actions = [
        action
        for post, translations in posts
        for translation in translations
        for action in [_action(post, translation, listed)]
    ]
    organizations = [_clinic(clinic) for clinic in clinics]
    root: Node = {
        "@id": "./",
        "@type": "Dataset",
        "name": title,
        "description": "Posts of clinics as captured, and their translations, sentence by "
        "sentence, with what each was made from. Most are machine translations.",
        "datePublished": date,
        "license": {"@id": _RIGHTS["@id"]},
        "publisher": {"@id": "#archive"},
        "author": _links(node["@id"] for node in organizations),
        "hasPart": _links(_id(file.path) for file in files),
        "mentions": _links(action["@id"] for action in actions),
    }
    descriptor = {
        "@id": NAME,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": _PROFILE},
    }
    archive = {"@id": "#archive", "@type": "Organization", "name": title}
    if url:
        archive["url"] = url
    graph = [
        descriptor,
        root,
        archive,
        _RIGHTS,
        program,
        *organizations,
        *map(_file, files),
        *actions,
    ]
    crate = {"@context": [f"{_PROFILE}/context", {"sha256": _SHA256}], "@graph": graph}
    return json.dumps(crate, ensure_ascii=False, indent=1).encode() + b"\n"


_SHA256 = "https://w3id.org/ro/terms/workflow-run#sha256"


def _file(file: CrateFile) -> Node:
    suffix = f".{file.path.rpartition('.')[2]}"
    return {
        "@id": _id(file.path),
        "@type": "File",
        "name": file.path,
        "contentSize": str(file.size),
        "sha256": file.sha256,
        "encodingFormat": _TYPES.get(suffix, "application/octet-stream"),
    }


def _action(post: Post, translation: PostTranslation, listed: set[str]) -> Node:
    folder, language = f"{post.clinic}/{post.id}", translation.target_language
    sources = [f"posts/{folder}/post.json", f"captures/{post.capture.warc_file}"]
    results = [f"posts/{folder}/{language}.json", f"site/{folder}/{language}.html"]
    return {
        "@id": f"#translation-{folder}-{language}".replace("/", "-"),
        "@type": "CreateAction",
        "name": f"Translation of {folder} from {post.language} into {language}",
        "endTime": translation.translated_at,
        "instrument": {"@id": "#software"},
        "object": _links(_id(path) for path in sources if path in listed),
        "result": _links(_id(path) for path in results if path in listed),
    }


def _clinic(clinic: Clinic) -> Node:
    name = clinic.names.get("en") or next(iter(clinic.names.values()), clinic.id)
    node: Node = {
        "@id": clinic.profile or f"#clinic-{clinic.id}",
        "@type": "Organization",
        "name": name,
    }
    if clinic.profile:
        node["url"] = clinic.profile
    return node


def _links(ids: Iterable[str]) -> Node | list[Node]:
    """Return references; a single one stands without a list, as RO-Crate wants it."""
    links = [{"@id": name} for name in ids]
    return links[0] if len(links) == 1 else links


def _id(path: str) -> str:
    return quote(path)
