"""The library and a card's history as a person meets them: search, mark, handle, take back, read."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from textual.widgets import OptionList, Static

import csmdrill.tui.editing
from bench.history import practise_until
from csmdrill.services import library
from csmdrill.services.workspace import open_workspace
from csmdrill.tui.screens.ask import AskScreen
from csmdrill.tui.screens.card_history import CardHistoryScreen
from csmdrill.tui.screens.library import LibraryScreen
from csmdrill.tui.screens.today import TodayScreen
from csmdrill.tui.widgets.card_table import CardTable
from tests.tui.room import NOW, Room, open_room
from tests.tui.test_practice_screen import facts_of

MINE = """\
format: csmdrill/deck@1
id: mine
title: My own deck
cards:
  - {id: c01, kind: recall, prompt: "[bold red]Zero[/] zones?", answer: "[@click=app.quit]x[/]", why: w}
  - {id: c02, kind: recall, prompt: Zwei?, answer: b, why: w, tags: [zebra]}
  - {id: c03, kind: recall, prompt: Zwo?, answer: c, why: w, tags: [zebra]}
"""
KINDS = """\
format: csmdrill/deck@1
id: kinds
title: Kinds
cards:
  - {id: k1, kind: recall, prompt: Front, answer: "Back [@click=app.quit]x[/]", why: Because, reverse: true}
  - {id: k2, kind: cloze, text: "Ask {{a::first}} and {{b::last}}.", why: w}
  - id: k3
    kind: choice
    prompt: Which?
    options: [{text: This, right: true}, {text: That, because: Too late}]
    why: w
  - {id: k4, kind: typed, prompt: Say, accept: [hello, hi], why: w}
  - {id: k5, kind: number, prompt: How many?, number: 42, within: 2, unit: days, why: w}
  - {id: k6, kind: order, prompt: Sort, steps: [one, two, three], why: w}
  - {id: k7, kind: points, prompt: Tell, points: [first point, second point], need: 1, why: w}
  - id: k8
    kind: case
    facts: {seats: {kind: range, from: 10, to: 20}}
    prompt: "{{seats}} seats. Twice?"
    answer: {kind: number, value: seats * 2}
    why: w
"""
WHOLE = {
    "k1": "Question Front Answer Back [@click=app.quit]x[/] Why Because",
    "k1#reverse": "Question Back [@click=app.quit]x[/] Answer Front Why Because",
    "k2#b": "Question Ask first and [...]. Answer last Why w",
    "k3": "Question Which? Options ✓ This - That Too late Why w",
    "k4": "Question Say Accepted answers - hello - hi Why w",
    "k5": "Question How many? Answer 42 days, within 2 Why w",
    "k6": "Question Sort Steps 1. one 2. two 3. three Why w",
    "k7": "Question Tell Points, 1 of 2 are enough - first point - second point Why w",
    "k8": "Question {{seats}} seats. Twice? Answer seats * 2 Facts seats: 10 to 20 in steps of 1 Why w",
}
BROKEN = "format: csmdrill/deck@1\nid: b\ntitle: B\ncards:\n  - {id: x, kind: recal, prompt: a, answer: b}\n"
UNSAID = "format: csmdrill/deck@1\nid: a\ntitle: A\ncards:\n  - {kind: recall, prompt: a, answer: b}\n"


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with ten days of practice, made once."""
    home = tmp_path_factory.mktemp("past")
    practise_until(home, datetime.fromisoformat(NOW), 10)
    return home


@pytest.fixture
def practised(home: Path, past: Path) -> Path:
    """A home of its own with ten days of practice."""
    shutil.copytree(past, home)
    return home


@pytest.fixture
def mine(home: Path) -> Path:
    """A home with a deck of the person's own."""
    (home / "decks").mkdir(parents=True)
    (home / "decks" / "mine.deck.yaml").write_text(MINE, encoding="utf-8")
    return home


async def to_library(room: Room, query: str = "") -> CardTable:
    """Go from Today to the library, once the decks are read, and search."""
    await room.until_shown("about")
    await room.press("l")
    await room.until(lambda: isinstance(room.app.screen, LibraryScreen))
    table = room.app.screen.query_one(CardTable)
    await room.until(lambda: bool(table.cards))
    if query:
        await search(room, query)
    return table


async def search(room: Room, query: str) -> None:
    """Type a search and go to the cards."""
    screen = room.app.screen
    await room.press("slash")
    screen.query_one("#search").value = query  # type: ignore[attr-defined]
    await room.press("enter")
    table = screen.query_one(CardTable)
    await room.until(lambda: table.has_focus)


def names(table: CardTable) -> list[str]:
    """Return the last parts of the keys that are listed."""
    return [card.key.rpartition("/")[2] for card in table.cards]


def handled(home: Path) -> list[tuple[str, str]]:
    """Return kind and card of every fact about a card's handling."""
    kinds = ("suspend", "bury", "flag", "note", "reset", "due")
    facts = [fact for fact in facts_of(home) if fact["kind"] in kinds]
    return [(str(fact["kind"]), str(fact["key"]).rpartition("/")[2]) for fact in facts]


async def test_shelves_lead_to_their_cards(home: Path) -> None:
    async with open_room(home) as room:
        table = await to_library(room)
        assert "127 cards" in room.text().splitlines()[0]
        shelves = room.app.screen.query_one("#groups", OptionList)
        shelves.focus()
        texts = [str(option.prompt) for option in shelves.options]
        row = next(number for number, text in enumerate(texts) if text.startswith(" Four philos"))
        steps = sum(not option.disabled for option in shelves.options[: row + 1]) - 1
        await room.press(*["down"] * steps)
        await room.until(lambda: {card.deck[:9] for card in table.cards} == {"Four phil"})
        await room.until_shown("12 cards")
        await room.press("enter")
        await room.until(lambda: table.has_focus)
        await room.press("escape")
        await room.until(lambda: isinstance(room.app.screen, TodayScreen))


async def test_a_search_is_done_while_one_types_and_its_fault_has_a_caret(mine: Path) -> None:
    async with open_room(mine) as room:
        table = await to_library(room)
        await room.press("slash", *"tag:zebra")
        await room.until(lambda: names(table) == ["c02", "c03"])
        await room.press(*" is:nwe", "enter")
        await room.until_shown("^")
        lines = room.text().splitlines()
        caret = next(number for number, line in enumerate(lines) if "^" in line and "palette" not in line)
        assert lines[caret - 1][lines[caret].index("^") :].startswith("nwe")
        await room.press(*["backspace"] * 3, *"new", "enter")
        await room.until(lambda: table.has_focus)
        assert names(table) == ["c02", "c03"]
        assert "^" not in "\n".join(room.text().splitlines()[2:-1])


async def test_cards_are_shown_as_they_are_written(mine: Path) -> None:
    async with open_room(mine) as room:
        await to_library(room, "deck:mine")
        assert "[bold red]Zero[/] zones?" in room.text()
        await room.press("enter")
        await room.until(lambda: isinstance(room.app.screen, CardHistoryScreen))
        await room.until_shown("[bold red]Zero[/] zones?")


async def test_the_whole_card_of_every_kind_can_be_read(home: Path) -> None:
    (home / "decks").mkdir(parents=True)
    (home / "decks" / "kinds.deck.yaml").write_text(KINDS, encoding="utf-8")
    async with open_room(home) as room:
        table = await to_library(room, "deck:kinds")
        read = {}
        for name in names(table):
            await room.press("enter")
            await room.until(lambda: isinstance(room.app.screen, CardHistoryScreen) and room.app.screen.shown)
            read[name] = " ".join(str(room.app.screen.query_one("#card", Static).render()).split())
            await room.press("escape", "down")
        assert {name: read[name] for name in WHOLE} == WHOLE


async def test_a_long_card_is_not_cut_and_scrolls(home: Path) -> None:
    (home / "decks").mkdir(parents=True)
    text = MINE.replace("Zwei?", "word " * 400 + "the end").replace("answer: b", "answer: the very answer")
    (home / "decks" / "mine.deck.yaml").write_text(text, encoding="utf-8")
    async with open_room(home) as room:
        await to_library(room, "deck:mine")
        await room.press("down", "enter")
        await room.until_shown("word word")
        assert "the very answer" not in room.text()
        await room.press("end")
        await room.until_shown("the very answer")


async def test_a_search_without_a_card_says_so(mine: Path) -> None:
    async with open_room(mine) as room:
        await to_library(room, "tag:zebra")
        assert "No card fits." not in room.text()
        await search(room, "tag:unicorn")
        await room.until_shown("No card fits.")


async def test_each_banner_takes_the_place_of_the_one_before(mine: Path) -> None:
    async with open_room(mine) as room:
        await to_library(room, "deck:mine")
        for key in "ofob":
            await room.press(key)
            await room.pilot.pause()
        await room.until_shown("left out until tomorrow")
        assert len(room.app._notifications) == 1


async def test_marked_cards_are_suspended_after_a_preview_and_one_key_takes_it_back(mine: Path) -> None:
    async with open_room(mine) as room:
        table = await to_library(room, "deck:mine")
        await room.press("down", "x", "x")
        await room.until_shown("2 marked · 3 cards")
        await room.press("s")
        await room.until_shown("Suspend 2 cards?")
        assert "Zwei?" in room.text()
        assert "Zwo?" in room.text()
        await room.press("escape")
        await room.until(lambda: isinstance(room.app.screen, LibraryScreen))
        assert handled(mine) == []
        await room.press("s")
        await room.until_shown("Suspend 2 cards?")
        await room.press("enter")
        await room.until_shown("2 cards suspended. u takes it back.")
        assert room.text().count("susp.") == 2
        assert not table.marked
        await room.press("u")
        await room.until_shown("Taken back: suspend, 2 cards.")
        assert "susp." not in room.text()
    assert handled(mine) == [("suspend", "c02"), ("suspend", "c03")]


async def test_one_card_is_handled_at_once_and_the_same_key_ends_it(mine: Path) -> None:
    async with open_room(mine) as room:
        await to_library(room, "deck:mine")
        await room.press("f")
        await room.until_shown("1 card flagged.")
        await room.press("f")
        await room.until_shown("1 card cleared of the flag.")
        await room.press("down", "s")
        await room.until_shown("1 card suspended.")
        await room.press("s")
        await room.until_shown("1 card brought back.")
        await room.press("b")
        await room.until_shown("left out until tomorrow")
        await room.until_shown("buried")
    assert handled(mine) == [
        (kind, card)
        for kind, card in zip(
            ("flag", "flag", "suspend", "suspend", "bury"), ("c01", "c01", "c02", "c02", "c02"), strict=True
        )
    ]


async def test_a_note_is_typed_and_stands_in_the_history(mine: Path) -> None:
    async with open_room(mine) as room:
        await to_library(room, "deck:mine")
        await room.press("m", *"ask Dana", "enter")
        await room.until_shown("1 card noted.")
        await room.press("enter")
        await room.until_shown("note  ask Dana")
        assert f"{mine / 'decks' / 'mine.deck.yaml'}:5" in "".join(
            line.strip() for line in room.text().splitlines()
        )


async def test_due_days_are_set_after_a_preview_and_a_wrong_day_is_asked_again(practised: Path) -> None:
    async with open_room(practised) as room:
        table = await to_library(room, "is:review")
        await room.press("x", "x", "d")
        await room.until(lambda: isinstance(room.app.screen, AskScreen))
        await room.press(*"soon", "enter")
        await room.until_shown("'soon' is no day.")
        await room.press(*["backspace"] * 4, *"2026-11-01", "enter")
        await room.until_shown("A card cannot fall due on 2026-11-01.")
        await room.press(*["backspace"] * 10, "9", "enter")
        await room.until_shown("Set due 2 cards on Thu 3 Dec 2026?")
        await room.press("enter")
        await room.until_shown("2 cards set due")
        await room.until(lambda: [card.due for card in table.cards[:2]] == ["in 9 days"] * 2)
    assert [kind for kind, _ in handled(practised)] == ["due", "due"]


async def test_to_make_a_card_new_again_is_asked_for(practised: Path) -> None:
    async with open_room(practised) as room:
        table = await to_library(room, "is:review")
        first = table.cards[0].key
        await room.press("r")
        await room.until_shown("Make new again 1 card?")
        await room.press("enter")
        await room.until(lambda: isinstance(room.app.screen, LibraryScreen) and table.cards[0].key != first)
        await room.press("u")
        await room.until(lambda: table.cards[0].key == first)


async def test_all_that_were_found_can_be_marked(practised: Path) -> None:
    async with open_room(practised) as room:
        table = await to_library(room, "competency:renewal-negotiation")
        await room.press("ctrl+a", "f")
        await room.until(lambda: isinstance(room.app.screen, AskScreen))
        assert f"Flag {len(table.marked)} cards?" in room.text()
        assert "more." in room.text()
        await room.press("enter")
        await room.until_shown("flagged.")
        await search(room, "is:flagged")
        await room.until(lambda: len(table.cards) == 43)


async def test_the_history_of_a_card_tells_each_review_and_its_place(practised: Path) -> None:
    async with open_room(practised, size=(80, 60)) as room:
        await to_library(room, "reps:>2")
        await room.press("enter")
        await room.until(lambda: isinstance(room.app.screen, CardHistoryScreen) and room.app.screen.shown)
        text = room.text()
        assert "stability" in text
        words = " ".join(text.split())
        assert "Stability" in text
        assert " s" in text
        assert "answers, forgotten" in words
        assert ".deck.yaml:" in "".join(line.strip() for line in text.splitlines())
        assert text.count("good") + text.count("again") >= 3
        await room.press("escape")
        await room.until(lambda: isinstance(room.app.screen, LibraryScreen))


async def test_problems_are_listed_with_their_place_and_opened_there(
    mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[Path, int]] = []

    def opens(_: object, __: object, path: Path, line: int) -> str:
        opened.append((path, line))
        return ""

    monkeypatch.setattr(csmdrill.tui.editing, "_lend", opens)
    broken = mine / "decks" / "b.deck.yaml"
    broken.write_text(BROKEN, encoding="utf-8")
    async with open_room(mine, EDITOR="vi") as room:
        await to_library(room)
        await room.until(lambda: bool(room.app.screen.query_one("#groups", OptionList).options))
        shelves = room.app.screen.query_one("#groups", OptionList)
        shelves.focus()
        await room.press("end")
        await room.until_shown("did you mean")
        await room.press("enter", "enter")
        await room.until(lambda: bool(opened))
    assert opened == [(broken, 5)]


async def to_problems(room: Room) -> OptionList:
    """Go from Today to the list of problems."""
    await to_library(room)
    shelves = room.app.screen.query_one("#groups", OptionList)
    await room.until(lambda: bool(shelves.options))
    shelves.focus()
    await room.press("end", "enter")
    problems = room.app.screen.query_one("#problems", OptionList)
    await room.until(lambda: problems.has_focus)
    return problems


async def test_errors_are_listed_before_warnings_and_each_says_which_it_is(mine: Path) -> None:
    (mine / "decks" / "a.deck.yaml").write_text(UNSAID, encoding="utf-8")
    (mine / "decks" / "b.deck.yaml").write_text(BROKEN, encoding="utf-8")
    async with open_room(mine) as room:
        problems = await to_problems(room)
        grave = [str(option.prompt).split()[0] for option in problems.options]
        assert set(grave) == {"error", "warning"}
        assert grave == sorted(grave)


async def test_after_editing_a_problem_one_is_back_at_the_problems(
    mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = [mine / "decks" / f"b{number}.deck.yaml" for number in range(2)]
    for number, path in enumerate(broken):
        path.write_text(BROKEN.replace("id: b", f"id: b{number}"), encoding="utf-8")

    def mends(_: object, __: object, path: Path, ___: int) -> str:
        path.write_text(path.read_text(encoding="utf-8").replace("recal,", "recall,"), encoding="utf-8")
        return ""

    monkeypatch.setattr(csmdrill.tui.editing, "_lend", mends)
    async with open_room(mine, EDITOR="vi") as room:
        problems = await to_problems(room)

        def errors() -> int:
            return sum("did you mean" in str(each.prompt) for each in problems.options)

        assert errors() == 2
        await room.press("enter")
        await room.until(lambda: errors() == 1)
        assert problems.display
        assert problems.has_focus


async def test_a_problem_whose_file_is_gone_is_not_opened(
    mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []

    def opens(*given: object) -> str:
        opened.append(given)
        return ""

    monkeypatch.setattr(csmdrill.tui.editing, "_lend", opens)
    broken = mine / "decks" / "b.deck.yaml"
    broken.write_text(BROKEN, encoding="utf-8")
    async with open_room(mine, EDITOR="vi") as room:
        problems = await to_problems(room)
        broken.unlink()
        await room.press("enter")
        await room.until(lambda: any("is gone" in each.message for each in room.app._notifications))
        await room.until(lambda: not any("did you mean" in str(each.prompt) for each in problems.options))
        assert problems.has_focus
    assert opened == []


async def test_a_card_is_edited_at_its_line(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[tuple[Path, int]] = []

    def edits(_: object, __: object, path: Path, line: int) -> str:
        opened.append((path, line))
        path.write_text(MINE.replace("Zwo?", "Drei?"), encoding="utf-8")
        return ""

    monkeypatch.setattr(csmdrill.tui.editing, "_lend", edits)
    async with open_room(mine, EDITOR="vi") as room:
        await to_library(room, "deck:mine")
        await room.press("down", "down", "e")
        await room.until_shown("Drei?")
    assert opened == [(mine / "decks" / "mine.deck.yaml", 7)]


async def test_many_cards_come_a_page_at_a_time(home: Path) -> None:
    (home / "decks").mkdir(parents=True)
    head = MINE.partition("  -")[0].replace("mine", "many")
    for part in range(2):
        lines = "".join(
            f"  - {{id: c{number:04}, kind: recall, prompt: Number {part} {number}, answer: a, why: w}}\n"
            for number in range(1000)
        )
        deck = home / "decks" / f"many{part}.deck.yaml"
        deck.write_text(head.replace("id: many", f"id: many{part}") + lines, encoding="utf-8")
    with open_workspace({"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": NOW}) as workspace:
        library.refresh(workspace)
    async with open_room(home) as room:
        table = await to_library(room, "deck:many")
        await room.until_shown("2000 cards")
        assert len(table.cards) < 1000
        fetched = len(table.cards)
        await room.press("ctrl+end")
        await room.until(lambda: len(table.cards) > fetched)
        assert len(set(names(table))) == len({card.key for card in table.cards}) == len(table.cards)
        await room.press("ctrl+a")
        await room.until_shown("2000 marked")


@pytest.mark.parametrize(
    ("size", "without", "background"),
    [((80, 24), "1", ""), ((120, 40), "", "0;15")],
    ids=["plain", "light"],
)
async def test_it_reads_the_same_without_colours_and_in_light(
    mine: Path, size: tuple[int, int], without: str, background: str
) -> None:
    async with open_room(mine, size=size) as room:
        await to_library(room, "deck:mine")
        usual = room.text()
        assert "order" in usual
        assert "? Help" in usual
        assert ("Days" in usual) == (size[0] > 80)
    async with open_room(mine, size=size, NO_COLOR=without, COLORFGBG=background) as room:
        await to_library(room, "deck:mine")
        assert room.text() == usual
