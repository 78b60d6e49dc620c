"""Writes missing ids into a deck file, in place: comments, order, quotes and line ends stay as they are."""

from __future__ import annotations

import stat
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from csmdrill.content.checking import check_deck
from csmdrill.content.missing_ids import Edit, apply, missing_ids, plain
from csmdrill.content.nodes import position
from csmdrill.content.places import bytes_of
from csmdrill.content.problem import Problem
from csmdrill.core.errors import ContentUnreadable


class Formatted(Struct, frozen=True):
    """The text of a deck with every id that could be given.

    Args:
        text: as it should stand in the file.
        added: line and id of each card's new id and of each deletion's.
        problems: those that keep the file from being formatted.
    """

    text: str
    added: tuple[tuple[int, str], ...]
    problems: tuple[Problem, ...]


class FormatResult(Struct, frozen=True, kw_only=True):
    """What `format_file` did, or would do.

    Args:
        path: of the file.
        changed: whether ids are missing that could be given.
        added: line and id of each, as they stand in the new text.
        problems: why the file was left alone; empty if it was not.
    """

    path: str
    changed: bool
    added: tuple[tuple[int, str], ...]
    problems: tuple[Problem, ...]


def format_file(path: Path, *, write: bool) -> FormatResult:
    """Give every card and every deletion of a deck file its id.

    Args:
        path: of the file.
        write: False only tells what would be done.

    Raises:
        ContentUnreadable: the file cannot be read or written.
    """
    content = bytes_of(path)
    if content is None:
        raise ContentUnreadable(f"{path} cannot be read.", "Look at its permissions.")
    done = format_deck(content, str(path))
    if done.added and write:
        _replace(path, done.text.encode())
    return FormatResult(path=str(path), changed=bool(done.added), added=done.added, problems=done.problems)


def format_deck(content: bytes, path: str) -> Formatted:
    """Return the text of a deck with the missing ids in it; never raises.

    The result is read again: should it say anything but the same with ids, nothing is changed.
    """
    checked = check_deck(content, path, may_shadow=True)
    if checked.root is None or not checked.is_readable:
        return Formatted("", (), checked.problems)
    edits = missing_ids(checked.text, checked.root)
    text = apply(checked.text, edits.edits)
    again = check_deck(text.encode(), path, may_shadow=True)
    if again.root is None or not again.is_readable or plain(again.root) != edits.expected:
        return Formatted(checked.text, (), checked.problems)
    return Formatted(text, tuple(_added(checked.text, edits.edits)), ())


def _added(text: str, edits: Sequence[Edit]) -> Iterator[tuple[int, str]]:
    """Yield where each id stands in the new text."""
    more = 0
    for edit in edits:
        yield position(text, edit.start)[0] + more, edit.name
        more += edit.text.count("\n")


def _replace(path: Path, content: bytes) -> None:
    """Write a file so that at every moment the old or the new one stands there whole; its mode stays.

    Raises:
        ContentUnreadable: it cannot be written.
    """
    target = path.resolve()
    made: Path | None = None
    try:
        mode = stat.S_IMODE(target.stat().st_mode)
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            made = Path(file.name)
            file.write(content)
        made.chmod(mode)
        made.replace(target)
    except OSError as wrong:
        if made is not None:
            made.unlink(missing_ok=True)
        said = f"{path} cannot be written: {wrong.strerror or wrong}."
        raise ContentUnreadable(said, "The file is as it was. Look at its permissions.") from None
