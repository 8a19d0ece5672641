"""What findings do to a post."""

from __future__ import annotations

import pytest

from pipeline.policy import POLICIES, Policy, decide
from pipeline.records import Finding, Severity


def findings(*severities: Severity) -> list[Finding]:
    return [Finding(check="number", severity=s, message="A number differs.") for s in severities]


def test_a_post_without_findings_is_published() -> None:
    assert decide([]) == "publish"


def test_warnings_and_notes_are_published_with_a_notice_under_every_policy() -> None:
    assert {decide(findings("warning", "note"), policy) for policy in POLICIES} == {
        "publish-with-notice"
    }


@pytest.mark.parametrize("policy", POLICIES)
def test_an_error_does_what_the_policy_says(policy: Policy) -> None:
    assert decide(findings("note", "error"), policy) == policy


def test_the_default_is_to_publish_with_a_notice() -> None:
    assert decide(findings("error")) == "publish-with-notice"
