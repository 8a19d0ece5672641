"""A drift for people and for CI: text, JUnit XML, GitHub annotations. JSON is the record itself."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from pipeline.drift import Change, Drift

NONE = "A build would change nothing."


def as_text(drift: Drift) -> str:
    """Return the drift in lines: a file, then its reasons indented."""
    return "".join(f"{line}\n" for line in _lines(drift))


def as_github(drift: Drift) -> str:
    """Return the drift as workflow commands of GitHub Actions, one an annotation."""
    lines = [
        f"::error file={_property(change.path)},title=Drift::{_data(_sentence(change))}"
        for change in drift.changes
    ]
    lines += [f"::error title=Failed post::{_data(message)}" for message in drift.failures]
    return "".join(f"{line}\n" for line in lines or [f"::notice title=No drift::{NONE}"])


def as_junit(drift: Drift) -> str:
    """Return the drift as JUnit XML: a failed case a file, or one that passed."""
    failed: list[tuple[str, str, str]] = [
        (change.path, change.action, _sentence(change)) for change in drift.changes
    ]
    failed += [("post", "failed", message) for message in drift.failures]
    suite = ET.Element(
        "testsuite",
        name="clinic-archive check",
        tests=str(len(failed) or 1),
        failures=str(len(failed)),
        errors="0",
        skipped="0",
    )
    for name, kind, message in failed:
        case = ET.SubElement(suite, "testcase", classname="drift", name=name)
        ET.SubElement(case, "failure", type=kind, message=message).text = message
    if not failed:
        ET.SubElement(suite, "testcase", classname="drift", name=NONE)
    ET.indent(suite)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(suite, encoding="unicode")}\n'


def _lines(drift: Drift) -> Iterator[str]:
    for change in drift.changes:
        yield f"{change.path}: would be {change.action}"
        for reason in change.reasons:
            yield f"  {reason.kind}: {reason.detail}"
    for message in drift.failures:
        yield f"fails: {message}"
    if drift.changes:
        yield f"A build would change {len(drift.changes)} files."
    elif not drift.failures:
        yield NONE


def _sentence(change: Change) -> str:
    reasons = "; ".join(f"{reason.kind}: {reason.detail}" for reason in change.reasons)
    return f"would be {change.action} by a build: {reasons}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
