"""A card together with where it stands, so that a rule can point at what it finds."""

from __future__ import annotations

from msgspec import Struct

from csmdrill.content.deck import Card
from csmdrill.content.findings import Findings
from csmdrill.content.nodes import ListNode, MapNode, Node, TextNode, inside


class PlacedCard(Struct, frozen=True):
    """A card that fits its model.

    Args:
        card: the model.
        node: what it was read from.
        position: its place in the deck, from 0.
    """

    card: Card
    node: MapNode
    position: int

    def find(self, *path: str | int) -> Node:
        """Return the value at a path of keys and indexes, or the nearest one around it."""
        return find(self.node, *path)

    def key(self, *path: str) -> Node:
        """Return the key at a path, or the nearest value around it."""
        return find_key(self.node, *path)


class Desk(Struct, frozen=True):
    """What a rule works with: the text of the file, and where findings go."""

    text: str
    findings: Findings

    def add(self, node: Node, code: str, message: str, offset: int | None = None) -> None:
        """Note a finding at a node, or at one character of a text."""
        at = node.start
        if offset is not None and isinstance(node, TextNode) and not self.findings.is_full:
            at = inside(self.text, node, offset)
        self.findings.add(at, code, message)


def find(node: Node, *path: str | int) -> Node:
    """Return the value at a path of keys and indexes below a node, or the nearest one around it."""
    found = node
    for step in path:
        inner = _step(found, step)
        if inner is None:
            return found
        found = inner
    return found


def find_key(node: Node, *path: str) -> Node:
    """Return the key at a path below a node, or the nearest value around it."""
    around = find(node, *path[:-1])
    if isinstance(around, MapNode):
        return next((key for key, _ in around.entries if key.text == path[-1]), around)
    return around


def _step(node: Node, step: str | int) -> Node | None:
    if isinstance(step, str):
        return node.get(step) if isinstance(node, MapNode) else None
    return node.items[step] if isinstance(node, ListNode) and step < len(node.items) else None
