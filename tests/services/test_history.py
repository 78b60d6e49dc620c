"""An export replaces a file whole, follows a link, and writes to pipes and devices as they stand."""

from __future__ import annotations

import io
import os
import stat
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from csmdrill.core.errors import FactsUnreadable
from csmdrill.services.history import export_to, import_from
from csmdrill.storage.lines import LONGEST_LINE

if TYPE_CHECKING:
    from csmdrill.services.workspace import Workspace
    from tests.services.conftest import Desk

unix = pytest.mark.skipif(sys.platform == "win32", reason="links, pipes and devices are of Unix")


@pytest.fixture
def workspace(desk: Desk) -> Workspace:
    """Return an open workspace."""
    return desk.workspace


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return an empty folder."""
    folder = tmp_path / "place"
    folder.mkdir()
    return folder


@pytest.fixture
def lines(workspace: Workspace) -> list[bytes]:
    """Return the facts of a home with a few settings."""
    for minutes in (5, 15, 20):
        workspace.change("minutes", minutes)
    return list(workspace.store.export_lines())


def test_a_neighbour_of_any_name_stays(workspace: Workspace, lines: list[bytes], place: Path) -> None:
    (place / "facts.jsonl.partial").write_text("mine")
    assert export_to(workspace, place / "facts.jsonl") == len(lines)
    assert (place / "facts.jsonl").read_bytes().splitlines() == lines
    assert (place / "facts.jsonl.partial").read_text() == "mine"
    assert len(list(place.iterdir())) == 2


def test_a_name_may_be_as_long_as_the_folder_takes(
    workspace: Workspace, lines: list[bytes], place: Path
) -> None:
    assert export_to(workspace, place / ("x" * 255)) == len(lines)


@unix
def test_a_file_keeps_its_mode(workspace: Workspace, lines: list[bytes], place: Path) -> None:
    (place / "facts").touch(mode=0o600)
    export_to(workspace, place / "facts")
    assert stat.S_IMODE((place / "facts").stat().st_mode) == 0o600


@unix
@pytest.mark.parametrize("there", [True, False])
def test_a_link_stays_and_its_target_is_written(
    there: bool, workspace: Workspace, lines: list[bytes], place: Path
) -> None:
    (place / "folder").mkdir()
    if there:
        (place / "folder" / "real").write_text("older")
    (place / "link").symlink_to("folder/real")
    export_to(workspace, place / "link")
    assert (place / "link").is_symlink()
    assert (place / "folder" / "real").read_bytes().splitlines() == lines
    assert sorted(path.name for path in place.rglob("*")) == ["folder", "link", "real"]


@unix
def test_a_pipe_is_written_to(workspace: Workspace, lines: list[bytes], place: Path) -> None:
    pipe, got = place / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    export_to(workspace, pipe)
    reader.join()
    assert got[0].splitlines() == lines
    assert pipe.is_fifo()


@unix
def test_what_the_process_has_open_is_written_to(
    workspace: Workspace, lines: list[bytes], place: Path
) -> None:
    with (place / "open").open("w+b") as file:
        export_to(workspace, Path(f"/dev/fd/{file.fileno()}"))
        assert file.read().splitlines() == lines
    assert [path.name for path in place.iterdir()] == ["open"]


@unix
@pytest.mark.parametrize("name", ["folder", "loop", "socket-less/x"])
def test_what_cannot_be_written_is_a_plain_sentence(name: str, workspace: Workspace, place: Path) -> None:
    (place / "folder").mkdir()
    (place / "loop").symlink_to("loop")
    with pytest.raises(FactsUnreadable, match=f"{name} cannot be written: "):
        export_to(workspace, place / name)
    assert sorted(path.name for path in place.iterdir()) == ["folder", "loop"]


def test_an_export_that_breaks_off_leaves_what_was_there(
    workspace: Workspace, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(with_text: bool) -> Iterator[bytes]:
        yield b"{}"
        raise KeyboardInterrupt

    (place / "facts").write_text("older")
    monkeypatch.setattr(workspace.store, "export_lines", breaks)
    with pytest.raises(KeyboardInterrupt):
        export_to(workspace, place / "facts")
    assert [(path.name, path.read_text()) for path in place.iterdir()] == [("facts", "older")]


@pytest.mark.parametrize("name", ["practice.db", "practice.db-mark", "decks/mine.deck.yaml", "facts.jsonl"])
def test_nothing_is_written_over_what_the_home_keeps(
    name: str, workspace: Workspace, lines: list[bytes], place: Path
) -> None:
    target = workspace.home.root / name
    before = target.read_bytes() if target.exists() else None
    (place / "link").symlink_to(target)
    for way in (target, place / "link"):
        with pytest.raises(FactsUnreadable, match="csmdrill's own home"):
            export_to(workspace, way)
    assert (target.read_bytes() if target.exists() else None) == before
    assert list(workspace.store.export_lines()) == lines


@unix
def test_a_new_export_can_be_read_by_its_owner_alone(
    workspace: Workspace, lines: list[bytes], place: Path
) -> None:
    export_to(workspace, place / "facts.jsonl")
    assert stat.S_IMODE((place / "facts.jsonl").stat().st_mode) == 0o600


class Watched(io.BytesIO):
    """Notes how much was taken at once."""

    most = 0

    def readline(self, size: int | None = -1, /) -> bytes:
        """Return the next line, or so much of it."""
        line = super().readline(size)
        self.most = max(self.most, len(line))
        return line


def test_a_file_without_line_ends_is_read_in_parts_and_can_be_stopped(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = Watched(b"x" * (4 * LONGEST_LINE))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(stream))
    told: list[int] = []

    def stopped(stage: str, done: int, _: int) -> None:
        told.append(done)
        if done > 2 * LONGEST_LINE:
            raise KeyboardInterrupt(stage)

    with pytest.raises(KeyboardInterrupt):
        import_from(workspace, Path("-"), stopped)
    assert stream.most == LONGEST_LINE + 1
    assert told == [0, 2 * LONGEST_LINE + 1]
