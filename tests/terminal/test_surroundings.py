"""The same day in other surroundings: no locale, a Turkish one, few colours, no screen, small windows.

`make test-all` sets `CSMDRILL_EVERYWHERE`, and every kind of surroundings meets every window.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest

from tests.terminal.drilling import CLEAN_SHELL, RATINGS, to_today

if TYPE_CHECKING:
    from tests.terminal.conftest import Desk, Terminal

EVERYWHERE = bool(os.environ.get("CSMDRILL_EVERYWHERE"))
TURKISH = "tr_TR.UTF-8"
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
SURROUNDINGS: Mapping[str, Mapping[str, str]] = {
    "ascii": ASCII,
    "C": {"LC_ALL": "C"},
    "C without colour": ASCII | {"NO_COLOR": "1"},
    "Turkish": {"LC_ALL": TURKISH, "LANG": TURKISH, "LANGUAGE": "tr"},
    "no colour": {"NO_COLOR": "1"},
    "16 colours": {"TERM": "xterm", "COLORTERM": ""},
    "linux": {"TERM": "linux", "COLORTERM": ""},
    "no such terminal": {"TERM": "no-such-terminal", "COLORTERM": ""},
}
WINDOWS = ((80, 24), (40, 12), (20, 5), (200, 60))
SHORT = [("ascii", (40, 12))]
MET = [(name, size) for name in SURROUNDINGS for size in WINDOWS] if EVERYWHERE else SHORT
DUMB = [name for name, more in SURROUNDINGS.items() if "TERM" not in more]

DOTTED = """format: csmdrill/deck@1
id: dotted
title: IN A TITLE, WITH ı AND İ
cards:
  - {id: c1, kind: typed, prompt: "A trial of a few users?", accept: [pilot in June], why: "Iı İi"}
  - {id: c2, kind: typed, prompt: "The first one?", accept: [INITIAL], why: w}
"""


@pytest.fixture(scope="module")
def turkish(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What lets a program find the Turkish locale: nothing where it is installed, else a folder."""
    if not shutil.which("locale"):
        pytest.skip("this machine tells no locales")
    known = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=True, timeout=60).stdout
    if re.search(r"^tr_TR\.utf-?8$", known, re.IGNORECASE | re.MULTILINE):
        return {}
    folder = tmp_path_factory.mktemp("locales")
    words = ["localedef", "-i", "tr_TR", "-f", "UTF-8", str(folder / TURKISH)]
    if not shutil.which("localedef") or subprocess.run(words, check=False, timeout=60).returncode > 1:
        pytest.skip(f"the locale {TURKISH} is not here, and cannot be made")
    return {"LOCPATH": str(folder)}


def met(name: str, request: pytest.FixtureRequest) -> dict[str, str]:
    """Return the environment of surroundings."""
    more: dict[str, str] = request.getfixturevalue("turkish") if name == "Turkish" else {}
    return {**SURROUNDINGS[name], **more}


def is_clean(terminal: Terminal) -> bool:
    """Return whether all that was sent is UTF-8, with no letter lost on the way."""
    return "\ufffd" not in bytes(terminal.received).decode()


@pytest.mark.parametrize(("name", "size"), MET, ids=lambda each: str(each).replace(" ", ""))
def test_a_card_is_answered_anywhere(
    name: str, size: tuple[int, int], desk: Desk, request: pytest.FixtureRequest
) -> None:
    terminal = desk.open(size=size, environ=met(name, request))
    if size < (80, 24):
        terminal.wait_for("csmdrill needs a window of 80x24." if size[0] >= 40 else "csmdrill needs")
        terminal.resize(80, 24)
    to_today(terminal)
    terminal.wait_for(lambda: terminal.lines[0].startswith(" csmdrill · Today"))
    terminal.wait_for("Tue 24 Nov 2026, 09:00")  # in no language of the machine's
    terminal.press("enter")
    terminal.wait_for(lambda: terminal.lines[0].endswith("8 to go"))
    terminal.wait_for("Press the letter of your answer.")
    terminal.press("a")
    terminal.wait_for(RATINGS)
    terminal.press("1")
    terminal.wait_for(lambda: RATINGS not in terminal.flowing and "to go" in terminal.lines[0])
    if size < (80, 24):
        terminal.resize(*size)
        terminal.wait_for("csmdrill needs")
    terminal.press("ctrl+q")
    assert terminal.exit_code() == 0
    assert CLEAN_SHELL in terminal.said
    assert is_clean(terminal)
    assert len(desk.facts("review")) == 1


@pytest.mark.parametrize("name", DUMB if EVERYWHERE else ["Turkish"])
def test_where_no_screen_can_be_drawn_the_same_is_done_in_lines(
    name: str, desk: Desk, request: pytest.FixtureRequest
) -> None:
    environ = met(name, request) | {"TERM": "dumb"}
    deck = desk.write("dotted.deck.yaml", DOTTED)
    terminal = desk.open("practice", "--plain", "--deck", deck, size=(40, 12), environ=environ)
    terminal.wait_for(lambda: terminal.flowing.endswith("answer>"))
    assert "IN A TITLE, WITH ı AND İ · typed · 2 to go" in terminal.flowing
    terminal.press("PILOT IN JUNE\n")
    terminal.wait_for("Right.")
    terminal.press("\n")
    terminal.wait_for("The first one?")
    terminal.wait_for(lambda: terminal.flowing.endswith("answer>"))
    terminal.press("İnitial\n")
    terminal.wait_for(lambda: terminal.said.count("Right.") == 2)
    terminal.press("\n")
    terminal.wait_for(lambda: terminal.flowing.endswith("answer>"))
    terminal.press("q\n")
    terminal.wait_for("Stopped. 2 answers")
    assert terminal.exit_code() == 0
    assert "Tue 24 Nov 2026, 09:00" in terminal.said  # in no language of the machine's
    assert "\x1b" not in terminal.said
    assert is_clean(terminal)
