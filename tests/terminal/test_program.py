"""The real program in a real terminal: what a person sees, types, and finds again the next time."""

from __future__ import annotations

import re
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.terminal.conftest import Desk, Terminal

TOO_SMALL = "csmdrill needs a window of 80x24."
RATINGS = " in 1 min "
CLEAN_SHELL = "\x1b[?1049l"

ALL_KINDS = """\
format: csmdrill/deck@1
id: kinds
title: Every kind
competency: renewal-negotiation
cards:
  - {id: c01, kind: recall, prompt: What do you ask first?, answer: Who decides., why: w}
  - {id: c02, kind: cloze, text: "{{nrr::NRR}} counts expansion.", why: w}
  - {id: c03, kind: choice, prompt: Which of them?, options: [{text: good, right: true}, {text: bad}], why: w}
  - {id: c04, kind: typed, prompt: The plan you both sign?, accept: [mutual plan], why: w}
  - {id: c05, kind: number, prompt: Six times seven?, number: 42, why: w}
  - {id: c06, kind: order, prompt: In order?, steps: [one, two, three], why: w}
  - {id: c07, kind: points, prompt: Name two., points: [alpha, beta, gamma], need: 2, why: w}
  - id: c08
    kind: case
    facts: {v: {kind: range, from: 10, to: 30}}
    prompt: "{{v}} % below plan. Escalate?"
    answer: {kind: choose, options: [{label: Escalate, when: v > 20}, {label: Hold}]}
    why: w
  - id: c09
    kind: case
    facts: {a: {kind: range, from: 10, to: 30, step: 10}, who: {kind: fake, of: company}}
    prompt: "{{who}} pays {{a|money}} twice. In all?"
    answer: {kind: number, value: 2 * a, unit: $}
    why: w
  - {id: c10, kind: recall, prompt: The tenth one?, answer: Yes., why: w}
  - {id: c11, kind: recall, prompt: The eleventh one?, answer: Yes., why: w}
"""

CARDS = (
    ("What do you ask first?", ("space",), "3"),
    ("[...] counts expansion.", ("space",), "3"),
    ("Which of them?", ("a",), "1"),
    ("The plan you both sign?", ("mutual plan", "enter"), "3"),
    ("Six times seven?", ("42", "enter"), "3"),
    ("In order?", ("abc", "enter"), "1"),
    ("Name two.", ("space",), "3"),
    ("% below plan. Escalate?", ("a",), "3"),
    ("twice. In all?", ("20", "enter"), "1"),
    ("The tenth one?", ("space",), "3"),
)

MARKUP = r"""format: csmdrill/deck@1
id: hostile
title: "[bold red]Title[/]"
cards:
  - id: c1
    kind: choice
    prompt: "[@click=app.quit]x[/] and [/x] and **bold** and $primary"
    options: [{text: "[@click=app.quit]right[/]", right: true}, {text: "[/wrong]", because: "[link=x]no"}]
    why: "[blink]why[/blink] [/]"
  - {id: c2, kind: recall, prompt: "An escape \e]0;owned\a here", answer: no, why: w}
  - {id: c3, kind: recall, prompt: "A C1 control \x9b31m here", answer: no, why: w}
  - {id: c4, kind: recall, prompt: "[/] the last one", answer: "[@click=app.bell]a[/]", why: "\\[x]"}
"""

EDITOR = """\
#!/bin/sh
test -t 0 && test -t 1 && echo on a terminal > "$MARK"
for word in "$@"; do printf '%s\\n' "$word" >> "$MARK"; done
for file in "$@"; do :; done
sed -e 's/why: w}/why: My own reason.}/' -e 's/^\\( *\\)why: .*/\\1why: My own reason./' "$file" > "$file.new"
mv "$file.new" "$file"
"""


def answer(terminal: Terminal, prompt: str, keys: tuple[str, ...], rating: str) -> None:
    """Answer the card that asks something, and rate it."""
    terminal.wait_for(lambda: prompt in terminal.flowing and RATINGS not in terminal.flowing)
    terminal.press(*keys)
    terminal.wait_for(lambda: prompt in terminal.flowing and RATINGS in terminal.flowing)
    terminal.press(rating)


def to_today(terminal: Terminal) -> None:
    """Wait until Today says what a session would bring."""
    terminal.wait_for("▸ Practise")


def leave(terminal: Terminal) -> None:
    """Stop the session, quit from its summary, and see that the terminal is handed back."""
    terminal.press("escape")
    terminal.wait_for("Stopped here.")
    terminal.press("q")
    assert terminal.exit_code() == 0
    assert CLEAN_SHELL in terminal.said


@pytest.fixture
def kinds(desk: Desk) -> Path:
    """A deck with every kind of card, all of them allowed on one day."""
    desk.allow_new_cards(20)
    return desk.write("kinds.deck.yaml", ALL_KINDS)


def test_the_first_run_is_one_key_from_the_shell_to_a_card(desk: Desk) -> None:
    terminal = desk.open()
    to_today(terminal)
    terminal.wait_for(lambda: "Today" in terminal.lines[0])
    terminal.wait_for(lambda: "practice clock Tue 24 Nov 2026, 09:00" in terminal.lines[0])
    terminal.press("enter")
    terminal.wait_for(lambda: terminal.lines[0].endswith("left · 8 to go"))
    terminal.press("ctrl+q")
    assert terminal.exit_code() == 0


def test_a_key_pressed_before_the_decks_are_read_is_not_lost(desk: Desk) -> None:
    terminal = desk.open()
    terminal.wait_for("Today")
    terminal.press("enter")
    terminal.wait_for("8 to go")


def test_ten_cards_two_undone_stopped_in_the_middle_and_begun_again(desk: Desk, kinds: Path) -> None:
    terminal = desk.open("practice", "--deck", kinds)
    for prompt, keys, rating in CARDS:
        answer(terminal, prompt, keys, rating)
    terminal.wait_for("The eleventh one?")
    terminal.press("u")
    terminal.wait_for("The tenth one?")
    terminal.press("u")
    terminal.wait_for("twice. In all?")
    terminal.press("escape")
    terminal.wait_for("Stopped here. 8 answers")
    terminal.press("q")
    assert terminal.exit_code() == 0

    names = [f"local/kinds/c{number:02}{'#nrr' if number == 2 else ''}" for number in range(1, 11)]
    reviews = desk.facts("review")
    assert [fact["key"] for fact in reviews] == names
    assert [fact["payload"]["rating"] for fact in reviews] == [int(rating) for _, _, rating in CARDS]
    assert [fact["key"] for fact in desk.facts("undo")] == names[:7:-1]

    again = desk.open("practice", "--deck", kinds)
    again.wait_for("twice. In all?")
    again.wait_for("11 to go")
    for prompt, typed, rating in CARDS[8:]:
        answer(again, prompt, typed, rating)
    again.wait_for("The eleventh one?")
    leave(again)
    assert desk.facts("review")[:10] == reviews
    assert [fact["key"] for fact in desk.facts("review")[10:]] == names[8:]


def test_what_was_typed_is_judged_and_can_be_overruled(desk: Desk, kinds: Path) -> None:
    terminal = desk.open("practice", "--deck", kinds)
    for prompt, keys, rating in CARDS[:3]:
        answer(terminal, prompt, keys, rating)
    terminal.wait_for("The plan you both sign?")
    terminal.press("Mutual-Plan", "enter")
    terminal.wait_for("✓ Right.")
    terminal.wait_for("3 GOOD")
    terminal.press("1")
    terminal.wait_for("Six times seven?")
    terminal.press("many", "enter")
    terminal.wait_for("Type one number, like 95,000 or 4.5.")
    terminal.press(*["backspace"] * 4)
    terminal.wait_for("a number, enter reveals")
    terminal.press("41", "enter")
    terminal.wait_for("✗ Not right.")
    terminal.wait_for("1 AGAIN")
    terminal.press("3")
    terminal.wait_for("In order?")
    leave(terminal)
    kept = [(fact["payload"]["suggested"], fact["payload"]["rating"]) for fact in desk.facts("review")]
    assert kept[3:] == [(3, 1), (1, 3)]


def test_a_session_ends_by_itself_and_leads_back_to_today(desk: Desk) -> None:
    deck = desk.write("two.deck.yaml", ALL_KINDS.split("  - {id: c02")[0])
    terminal = desk.open("practice", "--deck", deck)
    answer(terminal, *CARDS[0])
    answer(terminal, CARDS[0][0], ("space",), "enter")
    terminal.wait_for("Done for now. 2 answers")
    terminal.press("enter")
    terminal.wait_for("Today so far: 2 answers.")
    terminal.press("q")
    assert terminal.exit_code() == 0
    assert desk.facts("session")[-1]["payload"]["reason"] == "done"


@pytest.mark.parametrize("deadly", [signal.SIGKILL, signal.SIGTERM], ids=lambda each: each.name)
def test_a_program_that_is_killed_loses_no_answer(desk: Desk, kinds: Path, deadly: signal.Signals) -> None:
    terminal = desk.open("practice", "--deck", kinds)
    for prompt, keys, rating in CARDS[:2]:
        answer(terminal, prompt, keys, rating)
    terminal.wait_for(CARDS[2][0])
    assert terminal.kill(deadly) == -deadly
    assert [fact["payload"]["rating"] for fact in desk.facts("review")] == [3, 3]
    again = desk.open("practice", "--deck", kinds)
    again.wait_for(CARDS[2][0])
    assert "Nothing is wrong." in desk.run("doctor")


def test_no_colour_is_sent_where_none_is_wanted(desk: Desk, kinds: Path) -> None:
    terminal = desk.open("practice", "--deck", kinds, environ={"NO_COLOR": "1"})
    answer(terminal, *CARDS[0])
    terminal.wait_for(CARDS[1][0])
    terminal.press("?")
    terminal.wait_for("Everywhere")
    terminal.press("ctrl+q")
    assert terminal.exit_code() == 0
    sent = {
        number
        for codes in re.findall(r"\x1b\[([0-9;:]*)m", terminal.said)
        for number in re.split("[;:]", codes)
    }
    assert sent <= {"", "0", "1", "2", "3", "4", "7", "22", "23", "24", "27", "39", "49"}


def test_colours_are_sent_otherwise(desk: Desk) -> None:
    terminal = desk.open()
    to_today(terminal)
    assert "\x1b[" in terminal.said
    assert re.search(r"\x1b\[[0-9;]*38;2;", terminal.said)


def test_a_window_too_small_says_so_and_comes_back_when_enlarged(desk: Desk, kinds: Path) -> None:
    terminal = desk.open("practice", "--deck", kinds)
    terminal.wait_for(CARDS[0][0])
    terminal.press("space")
    terminal.wait_for(RATINGS)
    terminal.resize(60, 15)
    terminal.wait_for(TOO_SMALL)
    assert CARDS[0][0] not in terminal.flowing
    terminal.resize(80, 24)
    terminal.wait_for(lambda: CARDS[0][0] in terminal.flowing and RATINGS in terminal.flowing)
    terminal.wait_for("space Accept")  # the keys are offered again, too
    terminal.press("3")
    terminal.wait_for(CARDS[1][0])
    leave(terminal)
    assert len(desk.facts("review")) == 1


def test_a_window_too_small_takes_no_answer_that_cannot_be_seen(desk: Desk, kinds: Path) -> None:
    terminal = desk.open("practice", "--deck", kinds)
    terminal.wait_for(CARDS[0][0])
    terminal.press("space")
    terminal.wait_for(RATINGS)
    terminal.resize(60, 15)
    terminal.wait_for(TOO_SMALL)
    terminal.press("3", "space", "enter", "e", "ctrl+q")
    assert terminal.exit_code() == 0
    assert desk.facts("review") == []


@pytest.mark.parametrize("size", [(79, 24), (80, 23)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_start_in_a_window_too_small_waits_for_a_larger_one(desk: Desk, size: tuple[int, int]) -> None:
    terminal = desk.open(size=size)
    terminal.wait_for("csmdrill needs")
    terminal.resize(100, 30)
    to_today(terminal)
    terminal.wait_for("enter Practise")
    terminal.press("q")
    assert terminal.exit_code() == 0


def test_resizing_loses_neither_the_card_nor_what_is_typed(desk: Desk, kinds: Path) -> None:
    terminal = desk.open("practice", "--deck", kinds)
    for prompt, keys, rating in CARDS[:3]:
        answer(terminal, prompt, keys, rating)
    terminal.wait_for("The plan you both sign?")
    terminal.press("mutual")
    for columns, lines in ((132, 43), (81, 25), (200, 24), (80, 24)):
        terminal.resize(columns, lines)
        terminal.wait_for(lambda: "mutual" in terminal.text and len(terminal.lines[0]) <= columns)  # noqa: B023
    terminal.press(" plan", "enter")
    terminal.wait_for("✓ Right.")
    leave(terminal)


def test_help_opens_and_leads_back_to_the_card(desk: Desk, kinds: Path) -> None:
    terminal = desk.open("practice", "--deck", kinds)
    terminal.wait_for(CARDS[0][0])
    for key, back in (("?", "escape"), ("f1", "?")):
        terminal.press(key)
        terminal.wait_for("take the last answer back, up to 30")
        terminal.press(back)
        terminal.wait_for(CARDS[0][0])
    answer(terminal, *CARDS[0])
    terminal.wait_for(CARDS[1][0])


def test_a_theme_chosen_from_the_palette_is_remembered(desk: Desk) -> None:
    terminal = desk.open()
    to_today(terminal)
    dark = terminal.cells("Practise")[0].bg
    terminal.press("ctrl+p")
    terminal.wait_for("Search for commands")
    terminal.press("theme: light")
    terminal.wait_for(lambda: "Theme: light" in terminal.text and "Theme: dark" not in terminal.text)
    terminal.press("enter")
    terminal.wait_for(lambda: "▸ Practise" in terminal.flowing and terminal.cells("Practise")[0].bg != dark)
    light = terminal.cells("Practise")[0].bg
    terminal.press("q")
    assert terminal.exit_code() == 0
    assert desk.run("config", "get", "theme") == "light\n"
    again = desk.open()
    again.wait_for(lambda: "▸ Practise" in again.flowing and again.cells("Practise")[0].bg == light)


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
    prompt = terminal.lines[3].strip()
    terminal.press("e")
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

    again = desk.open("practice", "--deck", copy)
    again.wait_for(prompt)
    again.wait_for("1 to go")
    again.press("space")
    again.wait_for("My own reason.")


def test_editing_a_card_of_a_deck_given_opens_the_deck_itself(
    desk: Desk, kinds: Path, editor: dict[str, str]
) -> None:
    terminal = desk.open("practice", "--deck", kinds, environ=editor)
    answer(terminal, *CARDS[0])
    terminal.wait_for(CARDS[1][0])
    terminal.press("e")
    terminal.wait_for("edited")
    assert (desk.folder / "mark").read_text().splitlines()[1:] == ["+7", str(kinds)]
    leave(terminal)
    assert not (desk.home / "decks").exists()


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("/nowhere/vim", "The editor /nowhere/vim cannot be started"),
        ("false", "The editor ended with status 1."),
    ],
)
def test_an_editor_that_fails_is_told_and_practice_goes_on(
    desk: Desk, kinds: Path, command: str, sentence: str
) -> None:
    terminal = desk.open("practice", "--deck", kinds, environ={"EDITOR": command})
    terminal.wait_for(CARDS[0][0])
    terminal.press("e")
    terminal.wait_for(sentence)
    terminal.press("space")
    terminal.wait_for("Who decides.")
    terminal.press("3", "escape")
    terminal.wait_for("Stopped here. 1 answer")


def test_markup_and_escapes_of_a_deck_are_shown_and_do_nothing(desk: Desk) -> None:
    deck = desk.write("hostile.deck.yaml", MARKUP)
    terminal = desk.open("practice", "--deck", deck)
    terminal.wait_for("[@click=app.quit]x[/] and [/x] and bold and $primary")
    terminal.wait_for("2 to go")  # the two with control characters are left out
    terminal.wait_for("[bold red]Title[/] · choice")
    terminal.wait_for("[@click=app.quit]right[/]")
    terminal.wait_for("[/wrong]")
    assert all(cell.bold for cell in terminal.cells("bold and")[:4])
    wrong = "a" if "a [/wrong]" in terminal.flowing else "b"
    terminal.press(wrong)
    terminal.wait_for("[link=x]no")
    terminal.wait_for("[blink]why[/blink] [/]")
    terminal.press("3")
    terminal.wait_for("[/] the last one")
    terminal.press("space")
    terminal.wait_for("[@click=app.bell]a[/]")
    leave(terminal)
    assert "owned" not in terminal.said
    assert "\x9b" not in terminal.said


@pytest.mark.parametrize(
    ("words", "rubbish"), [((), b""), (("practice",), b"no database at all " * 300)], ids=["empty", "junk"]
)
def test_a_damaged_database_is_a_sentence_in_a_clean_shell(
    desk: Desk, words: tuple[str, ...], rubbish: bytes
) -> None:
    database = desk.home / "practice.db"
    desk.home.mkdir()
    database.write_bytes(rubbish)
    terminal = desk.open(*words)
    assert terminal.exit_code() == 5
    last = terminal.said.rpartition(CLEAN_SHELL)[2]
    assert str(database) in last.replace("\r\n", "\n")
    assert "csmdrill doctor --rebuild" in last
    assert database.read_bytes() == rubbish


def test_the_c_locale_is_no_obstacle(desk: Desk, kinds: Path) -> None:
    terminal = desk.open("practice", "--deck", kinds, environ={"LC_ALL": "C", "LANG": "C"})
    answer(terminal, *CARDS[0])
    terminal.wait_for(CARDS[1][0])
    leave(terminal)


def test_a_dumb_terminal_is_told_about_line_mode(desk: Desk) -> None:
    terminal = desk.open(environ={"TERM": "dumb"})
    assert terminal.exit_code() == 7
    assert "csmdrill practice --plain" in terminal.said
    assert "\x1b" not in terminal.said


def test_line_mode_in_a_terminal_needs_no_line_of_its_own_for_enter(desk: Desk, kinds: Path) -> None:
    terminal = desk.open("practice", "--plain", "--deck", kinds)
    terminal.wait_for("answer>")
    terminal.press("\n")
    terminal.wait_for("Who decides.")
    terminal.wait_for("rating [3]>")
    terminal.press("q\n")
    terminal.wait_for("Stopped. 0 answers")
    assert terminal.exit_code() == 0
    assert "\x1b" not in terminal.said
