"""`card`: a history to read, actions with a preview, and one undo for all of an action."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

NAMES = ("first", "second", "third")
FIRST = "my/small/first"


@pytest.fixture
def own(shell: Shell, small: Path) -> Shell:
    """A home with three cards of one's own, each rated easy."""
    shell.write("home/decks/small.deck.yaml", small.read_text(encoding="utf-8"))
    small.unlink()
    assert shell("practice", "--plain", "--query", "deck:small", stdin="\n4\n" * 3).code == 0
    assert len(shell.facts("review")) == 3
    return shell


def marks(shell: Shell, name: str) -> dict[str, object]:
    """Return what `card show` says of one card."""
    said: dict[str, object] = shell("card", "show", f"my/small/{name}", "--json").json
    return said


def test_a_card_named_by_its_key_needs_no_question(own: Shell) -> None:
    done = own("card", "suspend", FIRST)
    assert (done.code, done.err) == (0, "1 card suspended.\n")
    assert (marks(own, "first")["suspended"], marks(own, "second")["suspended"]) == (True, False)
    assert own("card", "suspend", FIRST).err == "Nothing changed: the cards are like that already.\n"
    assert own("card", "unsuspend", FIRST).code == 0
    assert marks(own, "first")["suspended"] is False


def test_a_search_shows_what_it_would_do_and_does_nothing(own: Shell) -> None:
    asked = own("card", "flag", "deck:small", "prompt")
    assert asked.code == 2
    assert asked.err.splitlines()[0] == "Flag 3 cards:"
    assert "  First prompt?" in asked.err.splitlines()
    assert "--yes" in asked.err
    assert own.facts("flag") == []


def test_an_action_on_a_search_is_taken_back_as_one(own: Shell) -> None:
    done = own("card", "reset", "deck:small", "prompt", "--yes")
    assert done.code == 0
    assert done.err.endswith("3 cards made new again.\n")
    assert [marks(own, name)["due"] for name in NAMES] == [None] * 3
    assert len({fact["payload"]["group"] for fact in own.facts("reset")}) == 1
    assert own("card", "undo").err == "Taken back: reset, 3 cards.\n"
    assert None not in [marks(own, name)["due"] for name in NAMES]
    nothing = own("card", "undo")
    assert (nothing.code, "left to take back" in nothing.err) == (2, True)


def test_what_is_taken_back_is_named(own: Shell) -> None:
    own("card", "flag", FIRST)
    own("card", "suspend", FIRST)
    assert own("card", "undo").err == "Taken back: suspend, 1 card: First prompt?\n"
    assert own("card", "undo").err == "Taken back: flag, 1 card: First prompt?\n"


def test_a_search_that_finds_nothing_is_no_success(own: Shell) -> None:
    for words in (["flag", "nix"], ["note", "nix", "--text", "a"]):
        ended = own("card", *words)
        assert (ended.code, ended.err.splitlines()[0]) == (2, "No card fits 'nix'.")


def test_blank_words_are_not_every_card(own: Shell) -> None:
    for blank in ("", "   ", '""', "()"):
        refused = own("card", "suspend", blank, "--yes")
        assert (refused.code, own.facts("suspend")) == (2, [])
    assert "is:new OR -is:new" in own("card", "suspend", "", "--yes").err
    assert own("card", "suspend", "is:new OR -is:new", "--yes").code == 0
    assert own("practice", "--plain", stdin="q\n").prompts == []


def test_new_cards_have_no_due_day(own: Shell) -> None:
    own("card", "reset", FIRST)
    alone = own("card", "due", FIRST, "--on", "2026-12-24")
    assert alone.err == "Nothing changed: it is new, and a new card has no due day.\n"
    mixed = own("card", "due", "deck:small", "--on", "2026-12-24", "--yes")
    assert "2 cards set due on" in mixed.err
    assert mixed.err.endswith("Passed over: 1 new card; new cards have no due day.\n")
    again = own("card", "due", "deck:small", "--on", "2026-12-24", "--yes")
    assert again.err == "Nothing changed: 1 new card passed over; new cards have no due day.\n"


def test_setting_due_takes_a_day_that_can_be(own: Shell) -> None:
    assert own("card", "due", FIRST, "--on", "2026-12-24").code == 0
    assert marks(own, "first")["due"] == "2026-12-24"
    for day in ("2026-11-23", "2999-01-01", "Friday"):
        refused = own("card", "due", FIRST, "--on", day)
        assert (refused.code, refused.out) == (2, "")
        assert "to the end of 2125" in refused.err or "Friday" in refused.err
    assert marks(own, "first")["due"] == "2026-12-24"


def test_a_note_is_shown_and_erased(own: Shell) -> None:
    own("card", "note", FIRST, "--text", "Ask Dana.")
    assert "Note: Ask Dana." in own("card", "show", FIRST).out
    own("data", "erase-text", "--yes")
    assert "Ask Dana." not in own("card", "show", FIRST).out


def test_a_buried_card_is_not_asked_today(own: Shell) -> None:
    own("card", "due", FIRST, "--on", "2026-11-24")
    own.at("2026-11-25T09:00:00+01:00")
    own("config", "set", "new", "0")
    assert own("due", "--count").out == "1\n"
    own("card", "bury", FIRST)
    assert own("due", "--count").out == "0\n"
    assert own("due", "--json").json["due"] == 0
    own.at("2026-11-26T09:00:00+01:00")
    assert own("due", "--count").out == "1\n"


def test_show_tells_each_review_and_what_was_taken_back(own: Shell) -> None:
    own("card", "due", FIRST, "--on", "2026-11-24")
    own.at("2026-11-25T09:00:00+01:00")
    own("practice", "--plain", "--query", "deck:small first", stdin="\n1\nu\n\n3\n")
    lines = own("card", "show", FIRST).out.splitlines()
    assert lines[:2] == ["First prompt?", FIRST]
    events = lines[lines.index("") + 1 :]
    assert events[0].startswith("2026-11-24  easy")
    assert "next after" in events[0]
    assert events[1] == "2026-11-24  set due on 2026-11-24"
    assert events[2] == "2026-11-25  again       taken back"
    assert events[3].startswith("2026-11-25  good        next after")


def test_a_card_that_is_not_there_gets_a_sentence(shell: Shell) -> None:
    ended = shell("card", "show", "my/none/at-all")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("There is no card 'my/none/at-all'.")


def test_cramming_changes_no_due_date(own: Shell) -> None:
    before = [marks(own, name)["due"] for name in NAMES]
    ended = own("practice", "--plain", "--cram", "--query", "deck:small", stdin="\n1\n\n3\n\n3\nq\n")
    assert "For practice only: no due date changes." in ended.out
    assert "unchanged" in ended.out
    assert [marks(own, name)["due"] for name in NAMES] == before
    assert [fact["payload"]["scheduled"] for fact in own.facts("review")[3:]] == [False] * 3
    assert "for practice only" in own("card", "show", FIRST).out


def test_what_failed_this_week_is_asked_again(own: Shell) -> None:
    own("practice", "--plain", "--query", "deck:small second", stdin="\n1\nq\n")
    again = own("practice", "--plain", "--failed", stdin="q\n")
    assert again.prompts == ["Second prompt?"]
    own.at("2026-12-02T09:00:00+01:00")
    assert own("practice", "--plain", "--failed").out.endswith(
        "No card was rated Again in the last 7 days.\n"
    )
    both = own("practice", "--plain", "--failed", "--query", "x")
    assert (both.code, "not both" in both.err) == (2, True)


def test_a_search_that_cannot_be_read_gets_its_sentence(own: Shell) -> None:
    for words in (["card", "flag", "is:"], ["practice", "--plain", "--query", "is:"]):
        ended = own(*words)
        assert ended.code == 2
        assert "^" in ended.err
