"""The provenance of a post in W3C PROV-DM, as PROV-JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pipeline.records import Post, PostTranslation, Translation

if TYPE_CHECKING:
    from prov.identifier import QualifiedName
    from prov.model import ProvDocument

_NAMESPACES = {
    "file": "urn:clinic-archive:file:",
    "sentence": "urn:clinic-archive:sentence:",
    "source": "urn:clinic-archive:source:",
    "step": "urn:clinic-archive:step:",
    "agent": "urn:clinic-archive:agent:",
    "package": "urn:clinic-archive:package:",
    "term": "urn:clinic-archive:term:",
    "ca": "urn:clinic-archive:property:",
    "uuid": "urn:uuid:",
}


def prov_json(post: Post, post_digest: str, translation: PostTranslation) -> bytes:
    """Return the PROV-JSON of one translated post; the same records give the same bytes.

    Entities are the captured record, the files made from it, every sentence and its source, the
    translation packages and the glossary entries in use; activities are capture, extraction,
    translation and corrections; agents are the tool and the people who corrected.
    """
    document = prov_document(post, post_digest, translation)
    tree = json.loads(document.serialize(format="json") or "{}")
    return json.dumps(tree, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def prov_document(post: Post, post_digest: str, translation: PostTranslation) -> ProvDocument:
    """Return the provenance of one translated post as a document of the `prov` library."""
    from prov.model import ProvDocument

    document = ProvDocument()
    for prefix, uri in _NAMESPACES.items():
        document.add_namespace(prefix, uri)
    base = f"{post.clinic}/{post.id}"
    steps = _Steps(document, base, translation.target_language)
    steps.capture(post)
    steps.extraction(post, post_digest)
    steps.translation(translation)
    for translated in translation.segments:
        steps.sentence(translated)
    return document


class _Steps:
    """Adds the steps of a post's way to a document, each after the one it rests on."""

    def __init__(self, document: ProvDocument, base: str, language: str):
        self._document = document
        self._base = base
        self._post = f"file:posts/{base}/post.json"
        self._translation = f"file:posts/{base}/{language}.json"
        self._page = f"file:site/{base}/{language}.html"
        self._translating = f"step:{base}/translation/{language}"
        self._known: set[str] = set()

    def capture(self, post: Post) -> None:
        """The record in the WARC file, and when it was served."""
        capture = post.capture
        self._record = f"uuid:{capture.record_id.strip('<>').removeprefix('urn:uuid:')}"
        self._document.entity(
            self._record,
            {
                "prov:type": self._kind("ca:Capture"),
                "prov:location": f"captures/{capture.warc_file}",
                "ca:offset": capture.offset,
                "ca:url": capture.url,
                "ca:payloadDigest": capture.payload_digest,
            },
        )
        step = f"step:{self._base}/capture"
        self._document.activity(step, endTime=capture.fetched_at)
        self._document.wasGeneratedBy(self._record, step, time=capture.fetched_at)

    def extraction(self, post: Post, digest: str) -> None:
        """The post that was read from the record."""
        step, agent = f"step:{self._base}/extraction", f"agent:{post.extractor}"
        self._document.entity(self._post, {"prov:type": self._kind("ca:Post"), "ca:digest": digest})
        self._document.activity(step)
        self._document.agent(agent, {"prov:type": self._kind("prov:SoftwareAgent")})
        self._document.used(step, self._record)
        self._document.wasGeneratedBy(self._post, step)
        self._document.wasAssociatedWith(step, agent)
        self._document.wasDerivedFrom(self._post, self._record)

    def translation(self, translation: PostTranslation) -> None:
        """The translation of the post, and the page that shows it."""
        self._document.entity(self._translation, {"prov:type": self._kind("ca:Translation")})
        self._document.activity(self._translating, endTime=translation.translated_at)
        self._document.used(self._translating, self._post)
        self._document.wasGeneratedBy(self._translation, self._translating)
        self._document.wasDerivedFrom(self._translation, self._post)
        self._document.entity(self._page, {"prov:type": self._kind("ca:Page")})
        self._document.wasDerivedFrom(self._page, self._translation)

    def sentence(self, translated: Translation) -> None:
        """A sentence, its source, what it was translated with, and who corrected it."""
        segment = translated.segment
        name, source = (f"{kind}:{self._base}/{segment.id}" for kind in ("sentence", "source"))
        attributes: dict[str, Any] = {
            "prov:value": translated.text,
            "ca:status": translated.status,
            "ca:element": f"s-{segment.id}",
        }
        if translated.signature:
            attributes["ca:signature"] = translated.signature
        self._document.entity(source, {"prov:value": segment.text, "ca:block": segment.block})
        self._document.hadMember(self._post, source)
        self._document.entity(name, attributes)
        self._document.hadMember(self._translation, name)
        self._document.wasDerivedFrom(name, source)
        self._instruments(translated, name)
        if translated.editor:
            self._correction(translated, name)

    def _instruments(self, translated: Translation, name: str) -> None:
        if not translated.signature:
            return
        parts = dict(part.split(":", 1) for part in translated.signature.split("|"))
        agent = f"agent:clinic-archive/{parts.get('cx', '')}"
        packages = [f"package:{label}" for label in parts.get("model", "").split("+")]
        if self._new(agent):
            self._document.agent(agent, {"prov:type": self._kind("prov:SoftwareAgent")})
            self._document.wasAssociatedWith(self._translating, agent)
        for package in packages:
            if self._new(package):
                self._document.entity(package, {"prov:type": self._kind("ca:TranslationPackage")})
                self._document.used(self._translating, package)
        for use in {use.entry: use for use in translated.terms}.values():
            term = f"term:{use.entry.replace(' ', '_')}"
            if self._new(term):
                self._document.entity(term, {"ca:source": use.source, "ca:target": use.required})
                self._document.used(self._translating, term)
            self._document.wasInfluencedBy(name, term)

    def _correction(self, translated: Translation, name: str) -> None:
        agent = f"agent:person/{translated.editor.replace(' ', '_')}"
        step = f"step:{self._base}/{translated.status}/{translated.segment.id}"
        if self._new(agent):
            self._document.agent(
                agent, {"prov:type": self._kind("prov:Person"), "prov:label": translated.editor}
            )
        self._document.activity(step, endTime=translated.edited_at)
        self._document.wasAssociatedWith(step, agent)
        self._document.wasGeneratedBy(name, step, time=translated.edited_at)
        self._document.wasAttributedTo(name, agent)

    def _kind(self, name: str) -> QualifiedName | None:
        return self._document.valid_qualified_name(name)

    def _new(self, name: str) -> bool:
        new = name not in self._known
        self._known.add(name)
        return new
