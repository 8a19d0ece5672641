from __future__ import annotations

import threading

import pytest

from pipeline.errors import DecodingError
from pipeline.memory import Remembered
from pipeline.orders import Text
from pipeline.shared import Shared


def text(name: str) -> Text:
    return Text(language="ko", text=name, source=name, matches=(), signature="", key=name)


def decoded(texts: list[Text]) -> dict[str, Remembered]:
    return {text.key: Remembered(text=text.text.upper(), score=0.0) for text in texts}


def test_a_text_that_another_batch_has_decoded_is_not_decoded_again() -> None:
    shared = Shared()
    first, theirs = shared.decode([text("a"), text("b"), text("a")], decoded)
    assert (list(first), theirs) == (["a", "b"], {})
    second, theirs = shared.decode([text("b"), text("c")], decoded)
    assert (list(second), theirs) == (["c"], {"b": first["b"]})


def test_a_batch_waits_for_what_another_is_decoding() -> None:
    shared, begun, go = Shared(), threading.Event(), threading.Event()

    def slowly(texts: list[Text]) -> dict[str, Remembered]:
        begun.set()
        go.wait(10)
        return decoded(texts)

    other = threading.Thread(target=shared.decode, args=([text("a")], slowly))
    other.start()
    assert begun.wait(10)
    threading.Timer(0.1, go.set).start()
    ours, theirs = shared.decode([text("a")], decoded)
    other.join()
    assert (ours, theirs["a"].text) == ({}, "A")


def test_what_failed_is_tried_again() -> None:
    shared = Shared()

    def failing(texts: list[Text]) -> dict[str, Remembered]:
        raise DecodingError("no memory")

    with pytest.raises(DecodingError):
        shared.decode([text("a")], failing)
    ours, _ = shared.decode([text("a")], decoded)
    assert list(ours) == ["a"]
