"""Anki's clozes and ours: `{{c1::words::hint}}` and `{{id::words::hint}}`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from csmdrill.content.template import Deletion, parse_cloze

_OPEN = re.compile(r"\{\{c([0-9]{1,3}(?:,[0-9]{1,3})*)::")
_TOKEN = re.compile(r"\{\{c[0-9]{1,3}(?:,[0-9]{1,3})*::|\}\}")
_BRACES = re.compile(r"\{(?=\{)|\}(?=\})")
DEEPEST = 8


class ClozeText(Struct, frozen=True):
    """A cloze in our form.

    Args:
        text: with deletions `{{c1::words}}`.
        numbers: of Anki's deletions that are in it.
        lost: what could not be said in our form.
    """

    text: str
    numbers: frozenset[int]
    lost: tuple[str, ...] = ()


class _Hidden(Struct, frozen=True):
    """A deletion: its number, its words and its hint."""

    number: int
    words: str
    hint: str = ""


class _Open(Struct):
    """A deletion that has begun: its number, and what has been read of it."""

    number: int
    pieces: list[str | _Hidden]


def is_cloze(text: str) -> bool:
    """Return whether a text has a deletion as Anki writes them."""
    return _OPEN.search(text) is not None


def from_anki(text: str) -> ClozeText:
    """Return Anki's cloze text in our form.

    Deletions of ours do not nest: of one inside another the outer one hides only its own words.
    """
    lost: list[str] = []
    stack = [_Open(0, [])]
    done = 0
    for token in _TOKEN.finditer(text):
        stack[-1].pieces.append(text[done : token.start()])
        done = token.end()
        opened = _OPEN.fullmatch(token.group())
        if opened is None and len(stack) == 1:
            stack[-1].pieces.append("}}")
        elif opened is None:
            closed = stack.pop()
            stack[-1].pieces += _closed(closed)
        elif len(stack) > DEEPEST:
            stack[-1].pieces.append(token.group())
        else:
            lost += _on_opening(opened[1], len(stack) > 1)
            stack.append(_Open(int(opened[1].partition(",")[0]), []))
    stack[-1].pieces.append(text[done:])
    while len(stack) > 1:
        unfinished = stack.pop()
        stack[-1].pieces += [f"{{{{c{unfinished.number}::", *unfinished.pieces]
    settled = _settled(stack[0].pieces)
    numbers = frozenset(piece.number for piece in settled if isinstance(piece, _Hidden))
    return ClozeText("".join(map(_written, settled)), numbers, tuple(dict.fromkeys(lost)))


def to_anki(text: str) -> tuple[str, dict[str, int]]:
    """Return one of our cloze texts as Anki writes it, and the number that each id became.

    Raises:
        TemplateProblem: the text is no cloze that `check` accepts.
    """
    numbers: dict[str, int] = {}
    written = []
    for piece in parse_cloze(text):
        if not isinstance(piece, Deletion):
            written.append(piece)
            continue
        number = numbers.setdefault(piece.id or "", len(numbers) + 1)
        hint = f"::{piece.hint}" if piece.hint else ""
        written.append(f"{{{{c{number}::{piece.text}{hint}}}}}")
    return "".join(written), numbers


def _on_opening(numbers: str, inside: bool) -> list[str]:
    lost = []
    if inside:
        lost.append("a deletion inside another; the outer one hides only its own words")
    if "," in numbers:
        lost.append(f"a deletion of several cards ({numbers}); it belongs to the first")
    return lost


def _closed(opened: _Open) -> list[str | _Hidden]:
    """Return a deletion that has ended; one with others inside falls into its own words and those."""
    if all(isinstance(piece, str) for piece in opened.pieces):
        words, _, hint = "".join(map(str, opened.pieces)).partition("::")
        return [_Hidden(opened.number, words, hint)]
    return [
        _Hidden(opened.number, piece) if isinstance(piece, str) and piece.strip() else piece
        for piece in opened.pieces
    ]


def _settled(pieces: Iterable[str | _Hidden]) -> list[str | _Hidden]:
    """Return text and deletions in turn: blanks round hidden words stand outside, nothing hides nothing."""
    settled: list[str | _Hidden] = [""]
    for piece in pieces:
        words = piece if isinstance(piece, str) else piece.words
        hides = isinstance(piece, _Hidden) and piece.number > 0 and words.strip()
        if not hides or isinstance(piece, str):
            settled[-1] = f"{settled[-1]}{words}"
            continue
        bare = words.strip()
        opening = words[: len(words) - len(words.lstrip())]
        # the blank that keeps a last brace apart from the deletion's own is written anew
        closing = "" if bare.endswith("}") else words[len(words.rstrip()) :]
        settled[-1] = f"{settled[-1]}{opening}"
        settled += [_Hidden(piece.number, bare, piece.hint.strip()), closing]
    return settled


def _written(piece: str | _Hidden) -> str:
    if isinstance(piece, str):
        return _apart(piece) + (" " if piece.endswith("{") else "")
    words, hint = (_apart(text).replace("::", ": :") for text in (piece.words, piece.hint))
    inside = f"{words}::{hint}" if hint else words
    gap = " " if inside.endswith("}") else ""
    return f"{{{{c{piece.number}::{inside}{gap}}}}}"


def _apart(text: str) -> str:
    """Return a text without two braces side by side, which would open or close a deletion."""
    return _BRACES.sub(lambda brace: f"{brace.group()} ", text)
