from __future__ import annotations

import msgspec
import pytest

from pipeline.clinics import Clinics, names_in
from pipeline.records import FORMAT, Capture, Clinic, Post

CONFIGURED = Clinic(
    id="ts",
    names={"ko": "예시의원", "en": "Example Clinic"},
    sites=("https://blog.example.com/one/", "clinic.example.com"),
)
POST = Post(
    format=FORMAT,
    id="1",
    clinic="two",
    source="test",
    url="https://blog.example.com/two/1",
    title="제목",
    author="둘의원",
    language="ko",
    extractor="test/1",
    capture=Capture(
        url="u",
        fetched_at="2025-01-01T00:00:00Z",
        media_type="text/html",
        payload_digest="sha256:0",
        record_id="urn:uuid:0",
        warc_file="a.warc.gz",
        offset=0,
    ),
)


@pytest.mark.parametrize(
    ("url", "clinic"),
    [
        ("https://blog.example.com/one/1", "ts"),
        ("http://blog.example.com/one?id=1", "ts"),
        ("https://clinic.example.com", "ts"),
        ("https://blog.example.com/onetwo/1", "two"),
        ("https://clinic.example.com.elsewhere.example/1", "two"),
    ],
)
def test_a_post_belongs_to_the_clinic_whose_site_it_is_on(url: str, clinic: str) -> None:
    clinics = Clinics([CONFIGURED])
    post, assigned = clinics.assign(msgspec.structs.replace(POST, url=url))
    assert post.clinic == assigned.id == clinic


def test_a_clinic_that_is_not_configured_is_called_as_its_posts_author() -> None:
    clinics = Clinics([CONFIGURED])
    _, clinic = clinics.assign(POST)
    clinics.add(clinic)
    assert clinics.all == (CONFIGURED, Clinic(id="two", names={"ko": "둘의원"}))


def test_names_are_told_where_both_languages_have_one() -> None:
    assert names_in(CONFIGURED, "ko", "en") == (("예시의원", "Example Clinic"),)
    assert names_in(CONFIGURED, "ko", "fr") == ()
