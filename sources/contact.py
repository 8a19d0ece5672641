"""The address and opening hours that a clinic signs its posts with: no part of the post."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.records import Block

_STRONG = re.compile(
    r"0\d{1,2}[-.)\s]{1,2}\d{3,4}[-.\s]\d{4}|\b1[5-9]\d\d[-.]\d{4}"  # telephone
    # address
    r"|[가-힣]+(시|도|구|군)\s+([가-힣\d]+(구|군|동|읍|면)\s+)?[가-힣\d]+(로|길|동)\s*\d+"
    r"|(평일|주말|[월화수목금토일](요일)?|공휴일|점심)\D{0,8}\d{1,2}:\d{2}"  # hours
    r"|[\w.+-]+@[\w-]+\.[a-z]{2,}"
)
_WEAK = re.compile(
    r"\d{1,2}:\d{2}|휴진|휴무|정상\s*진료|야간\s*진료|진료\s*시간"
    r"|역\s*\d+\s*번\s*출구|도보\s*\d+\s*분|지하철|주차|예약|문의|대표\s*(번호|전화)"
    r"|카카오톡|카톡|톡상담|네이버\s*예약|홈페이지|인스타그램|@[\w-]+|https?://|www\.",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(니다|[가-힣](요|죠)|시오)[.!~^ ]*$")
_LONGEST_LINE = 60
_AROUND = ("link", "separator", "disclaimer", "image", "caption")


def part_contact(blocks: Sequence[Block], author: str) -> tuple[list[Block], list[str]]:
    """Return the blocks without the contact block at their end, and a note of what it says.

    A contact block stands after the last text of the post, or has only link cards, rules and
    disclaimers after it. Each of its lines is short, no sentence, and holds a telephone number, an
    address, opening hours, another way to reach the clinic, or begins with the name of the
    `author`; at least one holds one of the first three.
    """
    kept, contact = list(blocks), list[Block]()
    for index in range(len(blocks) - 1, -1, -1):
        block = blocks[index]
        if _is_contact(block, author):
            contact.insert(0, kept.pop(index))
        elif block.kind not in _AROUND:
            break
    if not contact:
        return kept, []
    said = " / ".join(line for block in contact for line in block.lines)
    return kept, [f"The contact details at the end of the post were left out: {said}"]


def _is_contact(block: Block, author: str) -> bool:
    if block.kind not in ("paragraph", "list", "heading"):
        return False
    if any(len(line) > _LONGEST_LINE for line in block.lines):
        return False
    return any(_STRONG.search(line) for line in block.lines) and all(
        _says_contact(line, author) for line in block.lines
    )


def _says_contact(line: str, author: str) -> bool:
    if _SENTENCE.search(line):
        return False
    return bool(_STRONG.search(line) or _WEAK.search(line) or (author and line.startswith(author)))
