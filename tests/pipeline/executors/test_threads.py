from __future__ import annotations

import time
from concurrent.futures import CancelledError

import pytest

from pipeline.executors import in_order
from pipeline.executors.threads import Threads
from pipeline.orders import Batch, Order, Page, Read, Settings
from pipeline.workbench import Workbench


def batch(read: Read) -> Batch:
    """Return the post `read` as a batch to be decoded, of which the memory holds nothing."""
    return Batch([Order(read, read.clinic, ("en",), {}, {}, {})], {}, "2023-11-14T22:13:20Z")


def test_results_come_in_the_order_of_the_batches(settings: Settings, pages: list[Page]) -> None:
    executor = Threads(Workbench(settings))
    long, short = sorted(pages, key=lambda page: -len(page.payload))
    batches = [[long] * 3, [short], [], [long, short], [short]]
    try:
        found = [
            (number, [read.post.url for read in pending.result()])
            for number, pending in in_order(lambda: executor, "read", enumerate(batches))
        ]
    finally:
        executor.close()
    assert found == [
        (number, [page.capture.url for page in batch]) for number, batch in enumerate(batches)
    ]


def test_closing_ends_what_is_under_way(settings: Settings, pages: list[Page]) -> None:
    executor = Threads(Workbench(settings, threads=1))
    reads = executor.submit("read", pages).result()
    pending = [executor.submit("make", batch(read)) for read in reads * 10]
    time.sleep(0.5)
    closing = time.monotonic()
    executor.close()
    assert time.monotonic() - closing < 5
    for work in pending[-10:]:
        with pytest.raises(CancelledError):
            work.result()
