"""What Windows would refuse or write otherwise, as far as it shows on any system."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmdrill.content.checking import check_deck
from csmdrill.content.rubric_file import read_rubric
from csmdrill.content.scenario_file import read_scenario
from csmdrill.content.slugs import slug
from csmdrill.core.file_names import DEVICES, portable
from csmdrill.core.home import Home
from csmdrill.services.new_scenario import id_from, target_of
from csmdrill.tui.editor import command_at, editor_words, run_editor
from tests.cli.conftest import NOW, SMALL

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

HELD = """
import os, sys, types
from pathlib import Path

def look(event, args):
    if event not in ("os.rename", "os.remove", "os.link"):
        return
    named = {os.path.realpath(os.fspath(each)) for each in args[:2] if isinstance(each, (str, os.PathLike))}
    seen.append(event)
    for number in os.listdir("/proc/self/fd"):
        try:
            at = os.readlink(f"/proc/self/fd/{number}")
        except OSError:
            continue
        if at in named:
            held.append(f"{event} {at}")

seen, held = [], []
sys.addaudithook(look)

from csmdrill.cli.main import run
import csmdrill.storage.restoring as restoring

restoring.sys = types.SimpleNamespace(platform="SYSTEM")
home, folder = Path(os.environ["CSMDRILL_HOME"]), Path.cwd()
for words in (
    ["practice", "--plain", "--deck", "small.deck.yaml"],
    ["backup"],
    ["restore", "latest", "--yes"],
    ["data", "export", "-o", "facts.jsonl"],
    ["deck", "import", "con.csv"],
    ["deck", "export", "small.deck.yaml", "-o", "small.tsv"],
    ["fmt", "small.deck.yaml"],
):
    ended = run(words)
    assert ended == 0, (words, ended)
database = home / "practice.db"
spoilt = bytearray(database.read_bytes())
spoilt[40:4000] = bytes(3960)
database.write_bytes(spoilt)
assert run(["doctor", "--rebuild"]) == 0
print("SEEN", len(seen))
print("HELD", *held)
"""
"""Runs what moves and removes files, and says which of them the process still had open."""


def worked_on(folder: Path, system: str) -> list[str]:
    """Run the commands as on a system, and return what was moved or removed while it was open."""
    (folder / "small.deck.yaml").write_text(SMALL, encoding="utf-8", newline="\r\n")
    (folder / "con.csv").write_text("prompt,answer\nWhat?,That.\n", encoding="utf-8", newline="\r\n")
    done = subprocess.run(
        [sys.executable, "-c", HELD.replace("SYSTEM", system)],
        cwd=folder,
        env={"CSMDRILL_HOME": str(folder / "home"), "CSMDRILL_NOW": NOW, "LC_ALL": "C.UTF-8"},
        input="\n3\nq\n",
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=90,
    )
    assert done.returncode == 0, done.stderr
    seen, held = done.stdout.splitlines()[-2:]
    assert int(seen.removeprefix("SEEN ")) > 5
    return held.split()[1:]


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="what a process has open is not told here")
def test_no_file_is_moved_or_removed_while_it_is_open_and_all_names_can_stand_on_windows(
    tmp_path: Path,
) -> None:
    assert worked_on(tmp_path, "win32") == []
    names = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")]
    assert "home/decks/my-con.deck.yaml" in names
    assert any("before-restore" in name for name in names)
    assert any("damaged" in name for name in names)
    parts = {part for name in names for part in name.split("/")} - {"con.csv"}
    assert {part for part in parts if not can_stand(part)} == set()
    assert b"\r" not in (tmp_path / "home/decks/my-con.deck.yaml").read_bytes()
    assert b"\r" not in (tmp_path / "facts.jsonl").read_bytes()


def can_stand(name: str) -> bool:
    """Return whether Windows takes a name for a file's."""
    odd = re.search(r'[<>:"/\\|?*\x00-\x1f]', name) or name.endswith((".", " "))
    return not odd and name.partition(".")[0].casefold() not in DEVICES and len(name) < 200


@pytest.mark.parametrize(
    "name", ["con", "NUL", "Aux.", "com1", "LPT9", "prn: a story", "con?", "a\\b:c.", "..", "C:"]
)
def test_a_file_named_for_a_title_can_stand_on_windows(name: str, tmp_path: Path) -> None:
    assert can_stand(target_of(None, id_from(name), Home(tmp_path)).name)


@settings(max_examples=60)
@given(st.one_of(st.text(max_size=80), st.sampled_from(sorted(DEVICES)).map(str.upper)))
def test_so_can_one_named_for_any_text(title: str) -> None:
    assert can_stand(portable(f"{slug(title, 'deck')}.deck.yaml"))
    assert can_stand(portable(f"{id_from(title)}.scenario.yaml"))


@pytest.mark.parametrize(
    "pattern", ["decks/r*.deck.yaml", "scenarios/*.scenario.yaml", "scenarios/*.rubric.yaml"]
)
def test_files_with_the_line_ends_of_windows_read_the_same(pattern: str) -> None:
    text = min(Path(__file__).parents[2].glob(pattern)).read_text(encoding="utf-8")
    assert "\n" in text
    unix, windows = (read(pattern, text.replace("\n", ends).encode()) for ends in ("\n", "\r\n"))
    assert unix
    assert unix == windows


def read(pattern: str, content: bytes) -> object:
    """Return what a file holds, by its kind; its problems with it."""
    if pattern.endswith("deck.yaml"):
        deck = check_deck(content, "")
        return deck.head and (deck.head, [each.card for each in deck.cards], deck.problems)
    if pattern.endswith("scenario.yaml"):
        scenario = read_scenario(content, "")
        return scenario.scenario and (scenario.scenario, scenario.problems)
    rubric = read_rubric(content, "")
    return rubric.rubric and (rubric.rubric, rubric.problems)


def test_a_script_and_a_table_with_the_line_ends_of_windows_read_the_same(shell: Shell) -> None:
    told: list[tuple[int, str, int, bytes]] = []
    for ends in ("\n", "\r\n"):
        script, table = shell.folder / "call.yaml", shell.folder / "table.csv"
        script.write_text(
            "- at: 9s\n  say: |\n    Nadia, why?\n    Why now?\n", encoding="utf-8", newline=ends
        )
        table.write_text('prompt,answer\n"Two\nlines?",That.\n', encoding="utf-8", newline=ends)
        played = shell("roleplay", "renewal-silent-cfo", "--script", str(script), "--seed", "5")
        target = shell.folder / f"{len(told)}.deck.yaml"
        brought = shell("deck", "import", str(table), "-o", str(target), "--id", "same")
        told.append((played.code, played.out, brought.code, target.read_bytes()))
        target.unlink()
    assert told[0] == told[1]
    assert told[0][2] == 0
    assert "you: Nadia, why? Why now?" in told[0][1]


def test_fmt_keeps_the_line_ends_of_windows(shell: Shell, tmp_path: Path) -> None:
    deck = tmp_path / "small.deck.yaml"
    deck.write_text(SMALL.replace("{id: second, ", "{"), encoding="utf-8", newline="\r\n")
    assert shell("fmt", str(deck)).code == 0
    content = deck.read_bytes()
    assert b"id: second-prompt" in content
    assert content.count(b"\n") == content.count(b"\r\n")


@pytest.mark.parametrize(
    ("said", "windows", "words"),
    [
        (r'"C:\Program Files\Vim\gvim.exe" -f', True, [r"C:\Program Files\Vim\gvim.exe", "-f"]),
        (r"C:\Windows\notepad.exe", True, [r"C:\Windows\notepad.exe"]),
        ("code --wait", True, ["code", "--wait"]),
        (r"/opt/my\ editor -w", False, ["/opt/my editor", "-w"]),
        ("vim 'half", False, ["vim 'half"]),
    ],
)
def test_the_editor_is_named_as_each_system_names_programs(
    said: str, windows: bool, words: list[str]
) -> None:
    assert editor_words({"EDITOR": said}, windows=windows) == words


def test_an_editor_whose_name_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    words = editor_words({"EDITOR": "no-such 'editor"})
    assert run_editor(command_at(words, tmp_path / "x", 1)).startswith("The editor no-such 'editor cannot")
