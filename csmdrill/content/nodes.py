"""What a file is read into: texts, lists and mappings that know where they stand."""

from __future__ import annotations

from msgspec import Struct


class TextNode(Struct, frozen=True, gc=False):
    """A scalar: always text; `style` is its quote, `|`, `>`, `*` for an alias, or empty for a plain one."""

    text: str
    start: int
    end: int
    style: str

    @property
    def is_plain(self) -> bool:
        """Whether it stands without quotes."""
        return not self.style

    @property
    def is_alias(self) -> bool:
        """Whether an alias stood there, which is refused and has no text."""
        return self.style == "*"


class ListNode(Struct, frozen=True):
    """A sequence."""

    items: tuple[Node, ...]
    start: int
    end: int


class MapNode(Struct, frozen=True):
    """A mapping; its keys are texts, each one once."""

    entries: tuple[tuple[TextNode, Node], ...]
    start: int
    end: int
    flow: bool

    def get(self, name: str) -> Node | None:
        """Return the value of a key."""
        for key, value in self.entries:
            if key.text == name:
                return value
        return None


Node = TextNode | ListNode | MapNode


class Fault(Struct, frozen=True, order=True):
    """Something refused while reading; it spoils what it stands in."""

    at: int
    code: str
    message: str


def position(text: str, index: int) -> tuple[int, int]:
    """Return line and column of an index, both counted from 1, in characters."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def inside(text: str, node: TextNode, offset: int) -> int:
    """Return the index in the file of one character of a scalar.

    Where escapes or folding hide it, the index of the scalar itself is returned.
    """
    body = text[node.start : node.end]
    if node.style == "|":
        return node.start + _inside_block(body, node.text, offset)
    lead = 1 if node.style else 0
    same = body[lead : lead + len(node.text)] == node.text
    return node.start + lead + offset if same else node.start


def _inside_block(body: str, text: str, offset: int) -> int:
    lines = body.split("\n")
    row = text.count("\n", 0, offset)
    indent = next((len(line) - len(line.lstrip(" ")) for line in lines[1:] if line.strip()), 0)
    column = offset - (text.rfind("\n", 0, offset) + 1)
    return sum(len(line) + 1 for line in lines[: row + 1]) + indent + column
