"""`check` names every problem with its place, in three shapes; `explain` says what a code means."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from csmdrill.content.library import shipped_root

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

BROKEN = """\
format: csmdrill/deck@1
id: broken
title: Broken
competency: outcome-discovery
cards:
  - {id: a, kind: recall, prompt: What?, anwser: That., why: w}
  - {kind: recall, prompt: Who?, answer: You., why: w}
  - {id: c, kind: recall, prompt: Fine?, answer: Yes.}
"""

SOUND = BROKEN.split("  - {id: a")[0] + "  - {id: c, kind: recall, prompt: Fine?, answer: Yes., why: w}\n"

FOUND = [
    ("broken.deck.yaml", 6, 5, "M302", "error"),
    ("broken.deck.yaml", 6, 42, "M301", "error"),
    ("broken.deck.yaml", 7, 5, "D401", "error"),
    ("broken.deck.yaml", 8, 5, "D452", "warning"),
]

KEYS = ["path", "line", "col", "code", "severity", "message"]
PLACE = re.compile(r"^(?P<path>[^:]+):(?P<line>\d+):(?P<col>\d+): (?P<code>[A-Z]\d{3}) (?P<message>.+)$")

WARNED = BROKEN.split("  - {id: a")[0] + "  - {id: c, kind: recall, prompt: Fine?, answer: Yes.}\n"


@pytest.fixture
def broken(shell: Shell) -> Path:
    """A deck with three errors and a warning, and one good card."""
    return shell.write("broken.deck.yaml", BROKEN)


@pytest.mark.no_home
def test_the_shipped_decks_are_without_fault(shell: Shell) -> None:
    done = shell("check", "--strict", shipped_root())
    assert (done.code, done.out) == (0, "")
    counted = re.fullmatch(r"(\d+) files, (\d+) cards: 0 errors, 0 warnings\.\n", done.err)
    assert counted is not None
    assert int(counted[1]) >= 7
    assert int(counted[2]) >= 60
    assert not shell.home.exists()


@pytest.mark.usefixtures("broken")
def test_every_line_of_text_begins_with_the_place(shell: Shell) -> None:
    done = shell("check", "broken.deck.yaml")
    assert done.code == 1
    places = [PLACE.match(line) for line in done.out.splitlines()]
    assert [
        (place["path"], int(place["line"]), int(place["col"]), place["code"]) for place in places if place
    ] == [found[:4] for found in FOUND]
    assert None not in places
    assert "did you mean 'answer'?" in done.out
    assert done.err.startswith("1 file, 1 card: 3 errors, 1 warning.\n")
    assert "csmdrill explain M302 tells more." in done.err


@pytest.mark.usefixtures("broken")
def test_the_json_is_a_list_of_objects_with_exactly_six_keys(shell: Shell) -> None:
    done = shell("check", "broken.deck.yaml", "--format", "json")
    assert done.code == 1
    assert all(list(each) == KEYS for each in done.json)
    assert [tuple(each.values())[:5] for each in done.json] == FOUND
    assert shell("check", "--format", "json", shipped_root()).out == "[]\n"


def test_annotations_of_a_workflow_run_are_escaped(shell: Shell) -> None:
    text = BROKEN.replace("anwser", '"100%,a: b"')
    shell.write("50%, really/a,b.deck.yaml", text)
    done = shell("check", "50%, really", "--format", "github")
    assert done.code == 1
    lines = done.out.splitlines()
    assert len(lines) == 4
    assert lines[0].startswith("::error file=50%25%2C really/a%2Cb.deck.yaml,line=6,col=5,title=M302::")
    assert "'100%25,a: b'" in lines[1]
    assert lines[3].startswith("::warning file=")


def test_warnings_count_only_when_strict(shell: Shell) -> None:
    shell.write("warned.deck.yaml", WARNED)
    easy, strict = shell("check", "warned.deck.yaml"), shell("check", "--strict", "warned.deck.yaml")
    assert (easy.code, strict.code) == (0, 1)
    assert easy.out == strict.out
    assert "D452" in easy.out


def test_files_and_folders_may_be_mixed_and_are_told_from_here(shell: Shell, broken: Path) -> None:
    inner = shell.write("folder/deeper/inner.deck.yaml", WARNED.replace("id: broken", "id: inner"))
    done = shell("check", broken, "folder", "--format", "json")
    assert {each["path"] for each in done.json} == {"broken.deck.yaml", "folder/deeper/inner.deck.yaml"}
    assert shell("check", inner.parent).out.startswith("folder/deeper/inner.deck.yaml:")


def test_two_files_that_claim_the_same_deck_are_told_with_both_places(shell: Shell) -> None:
    for name in ("one", "two"):
        shell.write(f"decks/{name}.deck.yaml", WARNED)
    done = shell("check", "decks", "--format", "json")
    assert done.code == 1
    (twice,) = [each for each in done.json if each["severity"] == "error"]
    assert twice["path"] == "decks/two.deck.yaml"
    assert "decks/one.deck.yaml" in twice["message"]


@pytest.mark.parametrize("shape", ["text", "json", "github"])
def test_a_hostile_name_and_text_reach_the_terminal_as_replacements(shell: Shell, shape: str) -> None:
    shell.write("esc\x1b]0;x\x07.deck.yaml", BROKEN.replace("anwser", '"k\\e[31m"'))
    done = shell("check", ".", "--format", shape)
    assert done.code == 1
    assert "\x07" not in done.out  # and never an ESC: see conftest


def test_a_path_that_is_not_there_is_one_sentence(shell: Shell) -> None:
    done = shell("check", "nowhere")
    assert (done.code, done.out) == (2, "")
    assert "There is no deck file or folder at nowhere." in done.err


def test_a_copy_of_a_shipped_card_in_ones_own_folder_is_without_fault(shell: Shell) -> None:
    text = BROKEN.replace("title: Broken", "title: Broken\nshadows: csmdrill/outcome-discovery").split(
        "  - {id"
    )[0]
    card = "  - {id: visibility-wish, kind: recall, prompt: What?, answer: That., why: w}\n"
    own = shell.write("home/decks/own.deck.yaml", text + card)
    assert shell("check", "--strict", own.parent).code == 0
    elsewhere = shell.write("elsewhere/own.deck.yaml", text + card)
    assert shell("check", elsewhere).code == 1


@pytest.mark.parametrize("code", ["M301", "D401", "Y201", "T101"])
def test_a_code_is_explained(shell: Shell, code: str) -> None:
    done = shell("explain", code)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"{code} (error): ")
    assert len(done.out.split()) > 20


def test_every_code_that_check_tells_can_be_explained(shell: Shell, broken: Path) -> None:
    for problem in shell("check", broken, "--format", "json").json:
        assert shell("explain", problem["code"]).code == 0


def test_a_code_that_is_none_is_met_with_the_nearest(shell: Shell) -> None:
    done = shell("explain", "M3O1")
    assert (done.code, done.out) == (2, "")
    assert "There is no code 'M3O1'. Did you mean M301?" in done.err
    assert shell("explain", "nonsense at all").code == 2


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes there need rights or do not exist")
def test_nothing_that_looks_like_a_deck_is_passed_over_in_silence(shell: Shell, small: Path) -> None:
    (shell.folder / "elsewhere").mkdir()
    small.rename(shell.folder / "elsewhere" / small.name)
    folder = shell.write("decks/real.deck.yaml", SOUND).parent
    (folder / "folder.deck.yaml").mkdir()
    (folder / "inside.deck.yaml").symlink_to("real.deck.yaml")
    (folder / "lost.deck.yaml").symlink_to("nowhere")
    (folder / "others").symlink_to(shell.folder / "elsewhere")
    (folder / "notes.txt").symlink_to("real.deck.yaml")
    os.mkfifo(folder / "pipe.deck.yaml")
    done = shell("check", "decks")
    assert done.code == 0
    link = "it is a link, and links are not followed; put the file itself here"
    assert done.out.splitlines() == [
        "decks/folder.deck.yaml:1:1: P505 not read: it is a folder with the name of a file; rename it",
        f"decks/inside.deck.yaml:1:1: P505 not read: {link}",
        f"decks/lost.deck.yaml:1:1: P505 not read: {link}",
        f"decks/others:1:1: P505 not read: {link}",
        "decks/pipe.deck.yaml:1:1: P505 not read: it is no plain file",
    ]
    assert done.err.startswith("1 file, 1 card: 0 errors, 5 warnings.\n")
    assert shell("check", "--strict", "decks").code == 1


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices with a name are of Unix")
def test_a_pipe_or_a_device_that_is_named_cannot_be_read(shell: Shell) -> None:
    pipe = shell.folder / "pipe.deck.yaml"
    os.mkfifo(pipe)
    for odd in (pipe, Path("/dev/zero")):
        done = shell("check", odd)
        named = odd.name if odd == pipe else odd
        said = "it is a pipe, a device or a socket"
        assert done.out == f"{named}:1:1: T107 the file cannot be read: {said}\n"
        assert done.code == 1
        assert done.err.startswith("0 files, 0 cards: 1 error, 0 warnings.\n")
        done = shell("fmt", odd)
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith(f"{odd.resolve()} cannot be read: {said}.\n")


@pytest.mark.parametrize("name", ["README.md", "Makefile"])
def test_a_file_that_is_plainly_no_deck_is_told_what_is_expected(shell: Shell, name: str) -> None:
    shell.write(name, "# A page\n\n**Bold** words: and more.\nall: this\n\tthat\n")
    done = shell("check", name)
    assert done.code == 1
    said = "this is no file of csmdrill's; a deck, NAME.deck.yaml, begins with format: csmdrill/deck@1"
    assert done.out == f"{name}:1:1: M309 {said}\n"
    shell.write(name, BROKEN)
    assert "M302" in shell("check", name).out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id: [", "1:5: Y201 a list in [ ] is opened here and never closed"),
        ("id: a\ntags: {a: b,\n\n", "2:7: Y201 a mapping in { } is opened here and never closed"),
        ("id: [a, , b]\n", "1:9: Y201 a value is missing before this sign; if it begins a text, use quotes"),
        ("id: }\n", "1:5: Y201 a value cannot begin with this sign; if it is text, use quotes"),
    ],
)
def test_yaml_that_breaks_off_is_told_what_is_missing(shell: Shell, text: str, said: str) -> None:
    shell.write("a.deck.yaml", text)
    assert shell("check", "a.deck.yaml").out == f"a.deck.yaml:{said}\n"
