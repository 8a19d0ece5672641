"""What the findings of its segments mean for the publication of a post."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pipeline.records import Finding, PostTranslation

Policy = Literal["publish-with-notice", "hold", "fail"]
"""What an error does to a post: publish it with a notice, hold it back, or fail the build."""

Decision = Literal["publish", "publish-with-notice", "hold", "fail"]

POLICIES: tuple[Policy, ...] = ("publish-with-notice", "hold", "fail")


def decide(findings: Iterable[Finding], on_error: Policy = "publish-with-notice") -> Decision:
    """Return what is done with a post whose segments have `findings`.

    A post without an error is published, with a notice if there are warnings or notes.
    """
    severities = {finding.severity for finding in findings}
    if "error" in severities:
        return on_error
    return "publish-with-notice" if severities else "publish"


def kept_back(url: str, translation: PostTranslation, on_error: Policy) -> str:
    """Return why the translation of the post at `url` is not published, or nothing."""
    findings = [found for segment in translation.segments for found in segment.findings]
    if decide(findings, on_error) not in ("hold", "fail"):
        return ""
    errors = sum(found.severity == "error" for found in findings)
    return f"{url}: the translation into {translation.target_language} has {errors} errors."
