"""HTML as other programs keep it, turned into the plain text of a deck, and the other way round."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

from msgspec import Struct

from csmdrill.core.text import find_unsafe, is_safe

MOST_CHARACTERS = 50_000
MOST_TAGS = 2_000
"""Beyond these a field is no text for a card, and reading it would take long."""

_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figure", "footer"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav", "ol", "p", "pre"),
        *("section", "table", "tr", "ul"),
    )
)
_MEDIA = {"img": "picture", "audio": "sound", "video": "film", "embed": "object", "source": "sound"}
_DROPPED = {"script": "script", "style": "", "svg": "drawing", "object": "object", "iframe": "page"}
_BOLD = frozenset({"b", "strong"})
_SOUND = re.compile(r"\[(?:sound:|anki:play:)([^\]]*)\]")
_BLANKS = re.compile(r"[^\S\n]+")


class Plain(Struct, frozen=True):
    """A text without markup.

    Args:
        text: paragraphs, `- ` lists and, if asked for, `**bold**`.
        lost: what had to be left out: pictures, sounds, scripts, characters.
    """

    text: str
    lost: tuple[str, ...] = ()


def plain_text(html: str, bold: bool = True) -> Plain:
    """Return HTML as plain text.

    Args:
        html: at most MOST_CHARACTERS of it; more is left out and said to be lost.
        bold: keep bold words between `**`.
    """
    if len(html) > MOST_CHARACTERS or html.count("<") > MOST_TAGS:
        return Plain("", ("a field with more markup or text than a card can hold",))
    reader = _Reader(bold)
    silent = _SOUND.sub(lambda found: reader.lose("sound", found[1]), html)
    reader.feed(silent)
    reader.close()
    cleaned = tidy(reader.text())
    return Plain(cleaned.text, (*dict.fromkeys(reader.lost), *cleaned.lost))


def tidy(text: str) -> Plain:
    """Return a text as decks may hold it: no unsafe characters, tabs or trailing blanks."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    lost: tuple[str, ...] = ()
    if not is_safe(whole):
        odd = find_unsafe(whole)
        bad = {at for at, _ in odd}
        lost = (f"a character that may not be shown: {odd[0][1]}",)
        whole = "".join(character for at, character in enumerate(whole) if at not in bad)
    lines = (_BLANKS.sub(" ", line).strip() for line in whole.split("\n"))
    return Plain(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), lost)


def as_html(text: str) -> str:
    """Return a plain text as HTML that shows the same, in one line."""
    shown = escape(text, quote=False)
    shown = re.sub(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", r"<b>\1</b>", shown)
    return shown.replace("\n", "<br>")


class _Reader(HTMLParser):
    """Collects lines of runs; a run is a text and whether it is bold."""

    def __init__(self, bold: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.lost: list[str] = []
        self._keeps_bold = bold
        self._lines: list[list[tuple[str, bool]]] = [[]]
        self._bold = 0
        self._dropping: list[str] = []
        self._lists: list[int] = []

    def lose(self, what: str, name: str = "") -> str:
        """Note something that is left out, and return the nothing that stands in its place."""
        short = name.strip().rpartition("/")[2][:60]
        self.lost.append(f"the {what} {short}".strip())
        return ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._dropping:
            if tag == self._dropping[-1]:
                self._dropping.append(tag)
        elif tag in _DROPPED:
            self._dropping.append(tag)
            if _DROPPED[tag]:
                self.lost.append(f"a {_DROPPED[tag]}")
        elif tag in _MEDIA:
            source = dict(attrs).get("src") or ""
            self.lose(_MEDIA[tag], "" if source.startswith("data:") else source)
        else:
            self._open(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._dropping:
            if tag == self._dropping[-1]:
                self._dropping.pop()
            return
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        if tag in _BLOCKS or tag == "li":
            self._break()
        elif tag in _BOLD and self._bold:
            self._bold -= 1

    def handle_data(self, data: str) -> None:
        if not self._dropping:
            self._lines[-1].append((re.sub(r"\s+", " ", data), bool(self._bold)))

    def text(self) -> str:
        """Return what was collected."""
        return "\n".join(self._shown(line) for line in self._lines)

    def _open(self, tag: str) -> None:
        if tag == "br":
            self._lines.append([])
        elif tag in _BLOCKS:
            self._break()
            if tag in ("ul", "ol"):
                self._lists.append(0 if tag == "ol" else -1)
        elif tag == "li":
            self._break()
            self._lines[-1].append((self._bullet(), False))
        elif tag in ("td", "th") and self._has_words():
            self._lines[-1].append((" | ", False))
        elif tag in _BOLD:
            self._bold += 1

    def _bullet(self) -> str:
        if not self._lists or self._lists[-1] < 0:
            return "- "
        self._lists[-1] += 1
        return f"{self._lists[-1]}. "

    def _break(self) -> None:
        if self._has_words():
            self._lines.append([])

    def _has_words(self) -> bool:
        return any(text.strip() for text, _ in self._lines[-1])

    def _shown(self, line: list[tuple[str, bool]]) -> str:
        merged: list[tuple[str, bool]] = []
        for text, bold in line:
            if merged and merged[-1][1] is bold:
                merged[-1] = (merged[-1][0] + text, bold)
            else:
                merged.append((text, bold))
        return "".join(_marked(text) if bold and self._keeps_bold else text for text, bold in merged)


def _marked(text: str) -> str:
    """Return bold words between `**`, the blanks at their ends outside."""
    words = text.strip()
    if not words or "**" in words:
        return text
    before = text[: len(text) - len(text.lstrip())]
    return f"{before}**{words}**{text[len(before) + len(words) :]}"
