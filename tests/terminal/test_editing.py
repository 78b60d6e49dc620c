"""`e` lends the terminal to the person's own editor, at the card's line, and reads what was changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.terminal.drilling import CARDS, RATINGS, answer, leave, to_today

if TYPE_CHECKING:
    from tests.terminal.conftest import Desk

EDITOR = """\
#!/bin/sh
test -t 0 && test -t 1 && echo on a terminal > "$MARK"
for word in "$@"; do printf '%s\\n' "$word" >> "$MARK"; done
for file in "$@"; do :; done
sed -e 's/why: w}/why: My own reason.}/' -e 's/^\\( *\\)why: .*/\\1why: My own reason./' "$file" > "$file.new"
mv "$file.new" "$file"
"""


@pytest.fixture
def editor(desk: Desk) -> dict[str, str]:
    """An editor named vim that writes down how it was called and changes every `why`."""
    script = desk.write("bin/vim", EDITOR)
    script.chmod(0o755)
    return {"EDITOR": str(script), "MARK": str(desk.folder / "mark")}


def test_editing_a_shipped_card_makes_a_copy_of_ones_own(desk: Desk, editor: dict[str, str]) -> None:
    terminal = desk.open(environ=editor)
    to_today(terminal)
    terminal.press("enter")
    terminal.wait_for("8 to go")
    terminal.press("a" if "Press the letter" in terminal.flowing else "enter")
    terminal.wait_for(RATINGS)
    terminal.press("f2")
    terminal.wait_for("1 edited")
    how, line, path = (desk.folder / "mark").read_text().splitlines()
    copy = Path(path)
    assert how == "on a terminal"
    assert (copy.parent, copy.name[-10:]) == (desk.home / "decks", ".deck.yaml")
    assert line.startswith("+")
    assert copy.read_text().splitlines()[int(line[1:]) - 1].startswith("  - ")
    terminal.press("escape")
    terminal.wait_for("Stopped here. 0 answers")
    terminal.press("q")
    assert terminal.exit_code() == 0

    again = desk.open("practice", "--plain", "--deck", copy)
    again.wait_for("answer>")
    again.press("\n")
    again.wait_for("My own reason.")
    again.wait_for("1 to go")


def test_editing_a_card_of_a_deck_given_opens_the_deck_itself(
    desk: Desk, kinds: Path, editor: dict[str, str]
) -> None:
    terminal = desk.open("practice", "--deck", kinds, environ=editor)
    answer(terminal, *CARDS[0])
    terminal.wait_for(CARDS[1][0])
    terminal.press("e")
    terminal.wait_for("edited")
    lines = kinds.read_text().splitlines()
    at = next(number for number, line in enumerate(lines, 1) if "id: c02" in line)
    assert (desk.folder / "mark").read_text().splitlines()[1:] == [f"+{at}", str(kinds)]
    leave(terminal)
    assert list((desk.home / "decks").iterdir()) == []


def test_an_editor_that_cannot_be_started_is_told_and_practice_goes_on(desk: Desk, kinds: Path) -> None:
    terminal = desk.open("practice", "--deck", kinds, environ={"EDITOR": "/nowhere/vim"})
    terminal.wait_for(CARDS[0][0])
    terminal.press("e")
    terminal.wait_for("The editor /nowhere/vim cannot be started")
    terminal.press("space")
    terminal.wait_for("Who decides.")
    terminal.press("3")
    terminal.wait_for(CARDS[1][0])
    terminal.press("escape")
    terminal.wait_for("Stopped here. 1 answer")
