"""The clinics of a site."""

from __future__ import annotations

from output.frame import Site
from pipeline.records import Clinic


def test_the_first_clinic_of_an_id_counts_and_an_unknown_one_has_no_names() -> None:
    first, second = Clinic(id="a", names={"en": "First"}), Clinic(id="a", names={"en": "Second"})
    site = Site(title="", languages=("en",), generator="", clinics=(first, second))
    assert site.clinic("a") is first
    assert site.clinic("b") == Clinic(id="b")
