from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from prov.model import ProvDocument

from pipeline.archive import Archive, read_post, read_translation
from pipeline.prov import prov_document, prov_json
from pipeline.records import Post, PostTranslation

Made = tuple[Post, str, PostTranslation]


@pytest.fixture
def made(archive: Archive) -> Made:
    post, digest = read_post(archive.post_file("ts", "223728104415"))
    document = read_translation(archive.translation_file("ts", "223728104415", "en"))
    first = msgspec.structs.replace(
        document.segments[0], status="edited", editor="Kim Lee", edited_at="2025-05-01T09:00:00Z"
    )
    return post, digest, msgspec.structs.replace(document, segments=(first, *document.segments[1:]))


def test_it_is_prov_json_that_the_library_reads_back(made: Made) -> None:
    data = prov_json(*made)
    assert ProvDocument.deserialize(content=data.decode(), format="json") == prov_document(*made)


def test_the_same_records_give_the_same_bytes(made: Made) -> None:
    assert prov_json(*made) == prov_json(*made)


def test_every_relation_is_between_things_that_are_described(made: Made) -> None:
    tree: dict[str, dict[str, Any]] = json.loads(prov_json(*made))
    described = {name for kind in ("entity", "activity", "agent") for name in tree[kind]}
    relations = [r for kind in tree.keys() - {"prefix"} for r in tree[kind].values()]
    for relation in relations:
        for key in ("generatedEntity", "usedEntity", "entity", "activity", "agent", "collection"):
            assert relation.get(f"prov:{key}", "") in described | {""}


def test_every_sentence_is_derived_from_a_source_of_the_captured_post(made: Made) -> None:
    post, _, document = made
    tree = json.loads(prov_json(*made))
    derived = {
        r["prov:generatedEntity"]: r["prov:usedEntity"] for r in tree["wasDerivedFrom"].values()
    }
    for segment in document.segments:
        name = f"sentence:ts/{post.id}/{segment.segment.id}"
        source = tree["entity"][derived[name]]
        assert source["prov:value"] == segment.segment.text
        assert tree["entity"][name]["prov:value"] == segment.text
    record = derived[f"file:posts/ts/{post.id}/post.json"]
    assert tree["entity"][record]["ca:payloadDigest"] == post.capture.payload_digest


def test_a_correction_is_attributed_to_its_editor(made: Made) -> None:
    document = made[2]
    tree = json.loads(prov_json(*made))
    (attribution,) = tree["wasAttributedTo"].values()
    assert attribution["prov:entity"].endswith(document.segments[0].segment.id)
    assert tree["agent"][attribution["prov:agent"]]["prov:label"] == "Kim Lee"
    (step,) = (name for name in tree["activity"] if "/edited/" in name)
    assert tree["activity"][step]["prov:endTime"].startswith("2025-05-01T09:00:00")
