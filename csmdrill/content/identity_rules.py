"""The rules of ids within one deck: each card has its own, retired ones rest, aliases are free."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from csmdrill.content.deck import DeckHead
from csmdrill.content.nodes import ListNode, MapNode, Node, TextNode
from csmdrill.content.placed import Desk
from csmdrill.content.shapes import quoted


class Ids:
    """The ids of one deck, faulty cards included: a broken card still owns its id.

    Args:
        root: the deck.
        nodes: its cards.
        head: of the deck, if it could be read.
    """

    def __init__(self, root: MapNode, nodes: Sequence[Node], head: DeckHead | None) -> None:
        self._live = {name.text for node in nodes if (name := id_of(node)) is not None}
        self._retired = {node.text for node in texts_in(root, "retired")}
        self._deck = head.id if head is not None else ""
        self._taken: set[str] = set()
        self._aliased: set[str] = set()

    def check(self, node: Node, desk: Desk) -> None:
        """Note what is wrong with the id and the aliases of the next card; call once per card, in order."""
        if not isinstance(node, MapNode):
            return
        name = id_of(node)
        if name is None:
            if node.get("id") is None:
                desk.add(node, "D401", "the card has no id; csmdrill fmt writes one")
        elif name.text in self._taken:
            desk.add(name, "D402", f"the id {quoted(name.text)} stands in this deck already")
        elif name.text in self._retired:
            desk.add(name, "D403", f"the id {quoted(name.text)} is retired")
        if name is not None:
            self._taken.add(name.text)
        self._check_aliases(node, desk)

    def _check_aliases(self, node: MapNode, desk: Desk) -> None:
        for alias in texts_in(node, "aliases"):
            deck, _, card = alias.text.rpartition("/")
            inside = deck in ("", self._deck)
            whole = card if inside else alias.text
            if inside and card in self._live:
                desk.add(alias, "D404", f"{quoted(alias.text)} is the id of a card in this deck")
            elif whole in self._aliased:
                desk.add(alias, "D404", f"{quoted(alias.text)} is an alias already")
            self._aliased.add(whole)


def id_of(node: Node) -> TextNode | None:
    """Return the id of a card as written, or None."""
    name = node.get("id") if isinstance(node, MapNode) else None
    return name if isinstance(name, TextNode) and name.text else None


def texts_in(node: MapNode, key: str) -> Iterator[TextNode]:
    """Yield the texts of a list under a key."""
    found = node.get(key)
    if isinstance(found, ListNode):
        yield from (item for item in found.items if isinstance(item, TextNode) and item.text)
