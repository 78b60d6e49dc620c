"""Opens a content file of one kind: bytes in, its keys and what is wrong so far out."""

from __future__ import annotations

from msgspec import Struct

from csmdrill.content.findings import Findings
from csmdrill.content.nodes import MapNode, TextNode
from csmdrill.content.prescan import prescan
from csmdrill.content.reading import read
from csmdrill.content.shapes import WordShape

MAX_NODES = 20_000
"""Of files that are no decks: six times as many as the largest that is shipped."""


class Opened(Struct, frozen=True):
    """A file as far as it could be read.

    Args:
        text: of the file; empty if it is not safe to parse.
        root: its keys, or None if nothing more can be said about it.
        findings: takes what else is found.
        scanned: the text in which what was found has its place.
    """

    text: str
    root: MapNode | None
    findings: Findings
    scanned: str


def open_content(content: bytes, form: str, begins: str) -> Opened:
    """Return the keys of a file; never raises.

    Args:
        content: its bytes.
        form: what must stand under `format`; a file of another format is looked at no further.
        begins: how such a file begins, for whoever wrote something else.
    """
    findings = Findings()
    scanned = prescan(content)
    findings.take(scanned.faults)
    if scanned.faults:
        return Opened("", None, findings, scanned.text)
    reading = read(scanned.text, MAX_NODES)
    findings.take(reading.faults)
    root = reading.root
    if root is not None and not isinstance(root, MapNode):
        findings.add(root.start, "M303", begins)
    if not isinstance(root, MapNode) or not _is_of(form, root, findings):
        root = None
    return Opened(scanned.text, root, findings, scanned.text)


def _is_of(form: str, root: MapNode, findings: Findings) -> bool:
    asked = root.get("format")
    if not isinstance(asked, TextNode) or asked.text == form:
        return True
    WordShape((form,)).take(asked, "format", findings)
    return False
