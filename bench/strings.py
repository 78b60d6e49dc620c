"""Strings that attack a terminal or a markup, made from a seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

CANARY = "canary"
"""An action that only hostile markup asks for."""

MARKUP = (
    "[/x]",
    "[/]",
    "[",
    "]",
    "[[",
    "[bold",
    "[b]no[/b]",
    "[link=https://x.test]x[/link]",
    "[on red]",
    "[#ff]",
    f"[@click=app.{CANARY}]x[/]",
    f"[@click=screen.{CANARY}('[')]x",
    f"[@click='app.{CANARY}']",
    "[$error]x[/$error]",
    f"[@mouse.up=app.{CANARY}]x[/]",
    "[b][i][/b]",
    "[=]",
    "[@]",
    "[link",
    "\\[x]",
    "\\\\[/x]",
    "\\",
    "[/b",
    ":smile:",
    "[not bold]",
    "[red]x[/blue]",
    "[\"']",
    "[!]",
    "[@click=]x[/]",
    "[link=]",
    "[auto 87%]",
    "[x\n]",
)
TEMPLATES = (
    "$var",
    "$primary",
    "${x}",
    "$",
    "%s",
    "{0}",
    "{x!r}",
    "{",
    "}",
    "%(x)s",
    "$accent 20%",
    "**b**",
    "** b",
)
CONTROLS = (
    "\x1b[31m",
    "\x1b[2J",
    "\x1b]52;c;AAAA\x07",
    "\x1b]8;;https://x.test\x1b\\x\x1b]8;;\x1b\\",
    "\x1b]0;t\x07",
    "\x1bc",
    "\x1b[?1049l",
    "\x1b[6n",
    "\x1bP+q544e\x1b\\",
    "\x1b[5i",
    "\x9b31m",
    "\x9d52;c;AAAA\x9c",
    "\x90x\x9c",
    "\x1b",
    "\x00",
    "\x07",
    "\x08\x08",
    "\r",
    "\r\n",
    "\n",
    "\t",
    "\x0b",
    "\x0c",
    "\x0e",
    "\x7f",
    "\x85",
    "\u2028",
    "\u2029",
    "\x1b_Gx\x1b\\",
    "\x1b[?2026h",
    "\x1b[201~",
    "\x1b[<0;1;1M",
)
LETTERS = (
    "\u202e",
    "\u202a",
    "\u2066",
    "\u2069",
    "\u200f",
    "\u061c",
    "\u200b",
    "\u200d",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "a" + "\u0301" * 40,
    "\u0e33" * 9,
    "👩‍👩‍👧‍👦",
    "🏳️‍🌈",
    "🇩🇪",
    "👍🏽",
    "\ufe0f",
    "\U000e0041",
    "\ufffe",
    "\U0010ffff",
    "\ud800",
    "\udfff",
    "\udc9b",
    "字" * 9,
    "ｱ",
    "ﷺ",
    "𒐫",
    "W" * 90,
    "x" * 300,
    "İ",
    "ß",
    "\u00a0",
    "\u3000",
    " " * 9,
)
WORDS = (
    "renewal",
    "price",
    "No.",
    "yes",
    "-",
    "=1+1",
    "@sum",
    "'; --",
    "<b>",
    "&amp;",
    "../..",
    "~",
    "C:\\x",
    '"',
    "'",
)
KINDS: Sequence[Sequence[str]] = (MARKUP, TEMPLATES, CONTROLS, LETTERS, WORDS)


def hostile(seed: int, number: int) -> list[str]:
    """Return so many different strings; each of the pieces above comes alone first, then they are mixed."""
    chance = random.Random(seed)  # noqa: S311 - for tests
    found = dict.fromkeys(piece for kind in KINDS for piece in kind)
    while len(found) < number:
        found[_mixed(chance)] = None
    return list(found)[:number]


def _mixed(chance: random.Random) -> str:
    pieces = [chance.choice(chance.choice(KINDS)) for _ in range(chance.randint(2, 6))]
    for _ in range(chance.randint(0, 2)):
        pieces.insert(
            chance.randint(0, len(pieces)),
            chr(chance.choice((0x20, 0x80, 0x300, 0x2000)) + chance.randint(0, 0x1F)),
        )
    return chance.choice(("", " ")).join(pieces)


def givers(strings: Sequence[str], at_once: int) -> Callable[[], str]:
    """Return what gives the next few strings each time, joined by blanks, and begins anew at the end."""

    def endless() -> Iterator[str]:
        while True:
            for first in range(0, len(strings), at_once):
                yield " ".join(strings[first : first + at_once])

    return endless().__next__
