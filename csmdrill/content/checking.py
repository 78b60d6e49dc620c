"""Checks a deck file: bytes in, its good cards and every problem out, in one run."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import cast, get_args

import msgspec
from msgspec import Struct

from csmdrill.content.deck import Card, DeckHead
from csmdrill.content.draws import efforts_of_file
from csmdrill.content.findings import Findings
from csmdrill.content.identity_rules import Ids, texts_in
from csmdrill.content.nodes import Fault, ListNode, MapNode, Node, TextNode
from csmdrill.content.placed import Desk, PlacedCard
from csmdrill.content.prescan import prescan
from csmdrill.content.problem import Problem
from csmdrill.content.reading import read
from csmdrill.content.rules import check_card
from csmdrill.content.shapes import KindShape, RecordShape, Shape
from csmdrill.content.shaping import record_of, shape_of

VITAL = ("format", "id", "title")
IF_GIVEN = ("retired", "aliases", "shadows")


class CheckedDeck(Struct, frozen=True, kw_only=True):
    """A deck file after checking.

    Args:
        text: of the file, or empty.
        root: what it was read into, or None if reading failed.
        is_readable: whether it was read as YAML without a fault.
        head: None if the file as a whole is left out.
        cards: the good ones; a card with an error is left out.
        problems: everything found, sorted.
    """

    text: str
    root: MapNode | None = None
    is_readable: bool = False
    head: DeckHead | None = None
    cards: tuple[PlacedCard, ...] = ()
    problems: tuple[Problem, ...]


def check_deck(content: bytes, path: str, *, may_shadow: bool = False) -> CheckedDeck:
    """Return the good cards of a deck file and all its problems; never raises.

    Args:
        content: the bytes of the file.
        path: as it is to stand in the problems.
        may_shadow: whether the deck lies in the person's own folder.
    """
    findings = Findings()
    scanned = prescan(content)
    findings.take(scanned.faults)
    if scanned.faults:
        return CheckedDeck(text="", problems=findings.problems(path, scanned.text))
    reading = read(scanned.text)
    findings.take(reading.faults)
    root = reading.root
    if root is not None and not isinstance(root, MapNode):
        findings.add(root.start, "M303", "a deck begins with keys: format, id, title, cards")
    if not isinstance(root, MapNode):
        return CheckedDeck(text=scanned.text, problems=findings.problems(path, scanned.text))
    head, cards = _Check(scanned.text, root, findings, reading.faults, may_shadow).run()
    problems = findings.problems(path, scanned.text)
    return CheckedDeck(
        text=scanned.text,
        root=root,
        is_readable=not reading.faults,
        head=head,
        cards=cards,
        problems=problems,
    )


class _Check:
    """One run over one deck."""

    def __init__(
        self, text: str, root: MapNode, findings: Findings, faults: Sequence[Fault], may_shadow: bool
    ) -> None:
        self._desk = Desk(text, findings)
        self._root = root
        self._findings = findings
        self._faults = faults
        self._may_shadow = may_shadow
        self._efforts = efforts_of_file()

    def run(self) -> tuple[DeckHead | None, tuple[PlacedCard, ...]]:
        """Return head and good cards; everything is checked even if the head is lost."""
        asked = self._root.get("format")
        if isinstance(asked, TextNode) and not _head_shape().fields["format"].take(
            asked, "format", self._findings
        ):
            return None, ()
        head = self._head()
        nodes = self._card_nodes()
        cards = self._cards(nodes, head)
        if self._has_loose_fault(nodes):
            return None, ()
        return head, cards if head is not None else ()

    def _head(self) -> DeckHead | None:
        values = _head_shape().take_what_fits(self._root, "a deck", self._findings, apart=("cards",))
        shadows = self._root.get("shadows")
        if shadows is not None and not self._may_shadow:
            self._desk.add(shadows, "D420", "only a deck in your own folder can shadow another")
            return None
        for alias in texts_in(self._root, "aliases"):
            if alias.text == values.get("id"):
                self._desk.add(alias, "D404", f"'{alias.text}' is the id of this deck")
        lost = any(name not in values for name in VITAL)
        lost = lost or any(self._root.get(name) is not None and name not in values for name in IF_GIVEN)
        return None if lost else msgspec.convert(values, DeckHead)

    def _card_nodes(self) -> tuple[Node, ...]:
        cards = self._root.get("cards")
        if cards is None:
            self._desk.add(self._root, "M302", "a deck needs the key 'cards'")
        elif isinstance(cards, ListNode):
            return cards.items
        else:
            _any_list().take(cards, "cards", self._findings)
        return ()

    def _cards(self, nodes: Sequence[Node], head: DeckHead | None) -> tuple[PlacedCard, ...]:
        ids = Ids(self._root, nodes, head)
        good: list[PlacedCard] = []
        homeless: list[PlacedCard] = []
        for place, node in enumerate(nodes):
            before = self._findings.errors
            placed = self._placed(node, place)
            ids.check(node, self._desk)
            if placed is None:
                continue
            check_card(placed, self._desk, self._efforts.of_card())
            if placed.card.competency is None and (head is None or head.competency is None):
                homeless.append(placed)
            if self._findings.errors == before:
                good.append(placed)
        self._warn_of_homeless(homeless)
        return tuple(good)

    def _placed(self, node: Node, place: int) -> PlacedCard | None:
        values = _card_shape().take(node, "a card", self._findings)
        if values is None or not isinstance(node, MapNode) or self._is_faulty(node):
            return None
        try:
            card = msgspec.convert(values, _kinds()[str(values["kind"])])
        except msgspec.ValidationError as wrong:
            self._findings.add(node.start, "M303", str(wrong))
            return None
        return PlacedCard(card, node, place)

    def _warn_of_homeless(self, cards: Sequence[PlacedCard]) -> None:
        if cards and self._root.get("competency") is None:
            more = f", like {len(cards) - 1} more of this deck" if len(cards) > 1 else ""
            self._desk.add(cards[0].node, "D453", f"the card counts for no competency{more}")

    def _is_faulty(self, node: Node) -> bool:
        return any(node.start <= fault.at < node.end for fault in self._faults)

    def _has_loose_fault(self, nodes: Sequence[Node]) -> bool:
        return any(not any(node.start <= fault.at < node.end for node in nodes) for fault in self._faults)


@functools.cache
def _head_shape() -> RecordShape:
    return record_of(DeckHead)


@functools.cache
def _card_shape() -> KindShape:
    return cast("KindShape", shape_of(Card))


@functools.cache
def _kinds() -> Mapping[str, type[Card]]:
    return {str(kind.__struct_config__.tag): kind for kind in get_args(Card)}


@functools.cache
def _any_list() -> Shape:
    return shape_of(list[str])
