from __future__ import annotations

import json
from typing import Any

from output.rocrate import CrateFile, crate_metadata
from pipeline.archive import Archive, read_post, read_translation
from pipeline.manifest import entry_of, walk


def crate(archive: Archive) -> bytes:
    files = [
        CrateFile(path=e.path, size=e.size, sha256=e.sha256)
        for e in map(entry_of, walk(archive.path))
    ]
    posts = [
        (read_post(path)[0], [read_translation(path.with_name("en.json"))])
        for path in archive.post_files()
    ]
    return crate_metadata(
        files,
        posts,
        [table.clinic() for table in archive.config.clinics],
        title="Sample",
        date="2025-01-31T00:00:00Z",
        software="Clinic Archive",
        version="0",
    )


def nodes(archive: Archive) -> dict[str, dict[str, Any]]:
    return {node["@id"]: node for node in json.loads(crate(archive))["@graph"]}


def links(value: Any) -> list[str]:
    """The ids that a value refers to."""
    if isinstance(value, dict):
        return [value["@id"]]
    return [link["@id"] for link in value] if isinstance(value, list) else []


def test_the_root_has_what_ro_crate_1_1_requires(archive: Archive) -> None:
    graph = nodes(archive)
    descriptor = graph["ro-crate-metadata.json"]
    assert descriptor["about"] == {"@id": "./"}
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    root = graph["./"]
    assert root["@type"] == "Dataset"
    assert {"name", "description", "datePublished", "license"} <= root.keys()


def test_every_reference_is_to_something_described(archive: Archive) -> None:
    graph = nodes(archive)
    for node in graph.values():
        for key, value in node.items():
            if key not in ("@id", "@type", "conformsTo"):
                assert set(links(value)) <= graph.keys()


def test_every_file_is_a_part_with_its_digest(archive: Archive) -> None:
    graph = nodes(archive)
    parts = links(graph["./"]["hasPart"])
    assert len(parts) == sum(1 for _ in walk(archive.path))
    for part in parts:
        assert graph[part]["@type"] == "File"
        assert len(graph[part]["sha256"]) == 64


def test_a_translation_is_an_action_from_capture_to_page(archive: Archive) -> None:
    action = nodes(archive)["#translation-ts-223728104415-en"]
    assert any(name.startswith("captures/") for name in links(action["object"]))
    assert "site/ts/223728104415/en.html" in links(action["result"])


def test_the_same_archive_gives_the_same_bytes(archive: Archive) -> None:
    assert crate(archive) == crate(archive)
