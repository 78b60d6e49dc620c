"""Finds which ids a deck lacks, and where in its text each one would go."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from csmdrill.content.identity_rules import id_of, texts_in
from csmdrill.content.nodes import ListNode, MapNode, Node, TextNode, position
from csmdrill.content.slugs import slug, unused
from csmdrill.content.template import Deletion, TemplateProblem, deletions_in, parse_cloze

Plain = str | list["Plain"] | dict[str, "Plain"]

_HOLE = re.compile(r"\{\{.*?\}\}", re.DOTALL)


class Edit(Struct, frozen=True, order=True):
    """Text to stand in place of `[start, end)`; `name` is the id that it brings."""

    start: int
    end: int
    text: str
    name: str


class Edits(Struct, frozen=True):
    """All edits of a deck, and the plain values it must then be read as."""

    edits: tuple[Edit, ...]
    expected: Plain


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Return a text with edits applied; they may not overlap."""
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def plain(node: Node) -> Plain:
    """Return what a node says, without where it stands."""
    if isinstance(node, MapNode):
        return {key.text: plain(value) for key, value in node.entries}
    return [plain(item) for item in node.items] if isinstance(node, ListNode) else node.text


def missing_ids(text: str, root: MapNode) -> Edits:
    """Return the edits that give every card and every deletion of a deck its id."""
    cards = root.get("cards")
    nodes = cards.items if isinstance(cards, ListNode) else ()
    taken = _taken(root, nodes)
    edits: list[Edit] = []
    expected: list[Plain] = []
    for node in nodes:
        says = plain(node)
        if isinstance(node, MapNode) and isinstance(says, dict):
            if node.entries and node.get("id") is None:
                name = unused(slug(_words_of(node), "card"), taken)
                taken.add(name)
                says["id"] = name
                edits.append(_id_edit(text, node, name))
            hidden = node.get("text")
            if _is_cloze(node) and isinstance(hidden, TextNode):
                inner = _deletion_edits(hidden)
                moved = _moved(text, hidden, inner)
                if moved:
                    says["text"] = apply(hidden.text, inner)
                    edits += moved
        expected.append(says)
    whole = plain(root)
    if isinstance(whole, dict) and nodes:
        whole["cards"] = expected
    return Edits(tuple(sorted(edits)), whole)


def _taken(root: MapNode, nodes: Iterable[Node]) -> set[str]:
    """Return every name that an id may not have: living, retired and earlier ones."""
    taken = {node.text for node in texts_in(root, "retired")}
    for node in nodes:
        if isinstance(node, MapNode):
            name = id_of(node)
            taken |= {name.text} if name else set()
            taken |= {alias.text.rpartition("/")[2] for alias in texts_in(node, "aliases")}
    return taken


def _id_edit(text: str, node: MapNode, name: str) -> Edit:
    """Return the edit that puts an id before the first key of a card."""
    if node.flow:
        first = node.entries[0][0].start
        return Edit(first, first, f"id: {name}, ", name)
    indent = " " * (position(text, node.start)[1] - 1)
    end = text.find("\n", node.start)
    newline = "\r\n" if end > 0 and text[end - 1] == "\r" else "\n"
    return Edit(node.start, node.start, f"id: {name}{newline}{indent}", name)


def _is_cloze(node: MapNode) -> bool:
    kind = node.get("kind")
    return isinstance(kind, TextNode) and kind.text == "cloze"


def _deletion_edits(hidden: TextNode) -> list[Edit]:
    """Return the edits of a cloze text, as it was read, that give its deletions their ids."""
    try:
        deletions = deletions_in(hidden.text)
    except TemplateProblem:
        return []
    taken = {deletion.id for deletion in deletions if deletion.id is not None}
    edits = []
    for deletion in deletions:
        if deletion.id is None:
            name = unused(slug(deletion.text, "gap"), taken)
            taken.add(name)
            start = deletion.at + 2
            blanks = len(deletion.text) - len(deletion.text.lstrip(" "))
            edits.append(Edit(start, start + blanks, f"{name}::", name))
    return edits


def _moved(text: str, hidden: TextNode, edits: Iterable[Edit]) -> list[Edit]:
    """Return edits of a scalar's value as edits of the file: the n-th {{ of one is the n-th of the other.

    Where escapes or a line break hide that, none is returned: the author has to write these ids.
    """
    shown = [found.end() for found in re.finditer(r"\{\{", hidden.text)]
    written = [hidden.start + found.end() for found in re.finditer(r"\{\{", text[hidden.start : hidden.end])]
    if len(shown) != len(written):
        return []
    place = dict(zip(shown, written, strict=True))
    moved = []
    for edit in edits:
        start = place[edit.start]
        if text[start : start + edit.end - edit.start] != hidden.text[edit.start : edit.end]:
            return []
        moved.append(Edit(start, start + edit.end - edit.start, edit.text, edit.name))
    return moved


def _words_of(node: MapNode) -> str:
    """Return the words an id is made of: the prompt without its holes, or a cloze text with its words."""
    prompt, text = node.get("prompt"), node.get("text")
    if isinstance(prompt, TextNode):
        return _HOLE.sub(" ", prompt.text)
    if not isinstance(text, TextNode):
        return ""
    try:
        pieces = parse_cloze(text.text)
    except TemplateProblem:
        return text.text
    return "".join(piece.text if isinstance(piece, Deletion) else piece for piece in pieces)
