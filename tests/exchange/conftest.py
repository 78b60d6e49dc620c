"""Packages of Anki's, real and forged, and a person who brings them along."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from csmdrill.core.clock import SimulatedClock
from csmdrill.core.home import Home
from csmdrill.services.bring import Brought, Wish, bring
from csmdrill.services.workspace import Workspace

FIXTURES = Path(__file__).parent / "fixtures"
TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 24, 9, tzinfo=TOKYO)
CREATED = 1_793_473_200
"""Four o'clock on 1 Nov 2026 in Tokyo."""

TABLES = (
    "CREATE TABLE col (id, crt, mod, scm, ver, dty, usn, ls, conf, models, decks, dconf, tags)",
    "CREATE TABLE notes (id, guid, mid, mod, usn, tags, flds, sfld, csum, flags, data)",
    "CREATE TABLE cards (id, nid, did, ord, type, queue, due, ivl, odue, odid, flags)",
    "CREATE TABLE revlog (id, cid, usn, ease, ivl, lastIvl, factor, time, type)",
)
CONF = {"creationOffset": -540, "schedVer": 2}
BASIC = {
    "name": "Basic",
    "type": 0,
    "flds": [{"name": "Front"}, {"name": "Back"}],
    "tmpls": [{"qfmt": "{{Front}}", "afmt": "{{FrontSide}}<hr id=answer>{{Back}}"}],
}


class Person:
    """Somebody in Tokyo with a home of their own.

    Args:
        folder: holds the home and the files.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = Home(folder / "home")
        self.workspace = Workspace(self.home, SimulatedClock(NOW))

    def bring(self, source: Path, **wish: Any) -> Brought:  # noqa: ANN401 - the fields of a wish
        """Bring a file along, into `brought.deck.yaml` if nothing else is said."""
        target = wish.pop("target", self.folder / "brought.deck.yaml")
        return bring(self.workspace, source, Wish(target=target, **wish))

    def facts(self, *kinds: str) -> list[dict[str, Any]]:
        """Return the facts of some kinds, or all."""
        found = [msgspec.json.decode(line) for line in self.workspace.store.export_lines()]
        return [fact for fact in found if not kinds or fact["kind"] in kinds]

    def state(self, column: str) -> dict[str, Any]:
        """Return one column of the cards that have a memory or a mark, by key."""
        with closing(sqlite3.connect(self.home.database)) as database:
            return dict(database.execute(f"SELECT key, {column} FROM card"))  # noqa: S608 - a name of our own

    def traces(self) -> list[str]:
        """Return what there is beside the home's own database: files that an import may have left."""
        mine = [path for path in self.folder.rglob("*") if path.is_file()]
        return sorted(path.name for path in mine if path.parent != self.home.root)


class Forge:
    """Writes packages that Anki would not.

    Args:
        folder: for the files.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "forged.apkg"

    def database(
        self,
        notes: Sequence[tuple[int, str]] = ((1, "Front\x1fBack"),),
        cards: Sequence[dict[str, Any]] = ({},),
        reviews: Sequence[dict[str, Any]] = (),
        kind: dict[str, Any] | None = None,
        conf: object = None,
        script: str = "",
    ) -> bytes:
        """Return a legacy collection.

        Args:
            notes: id and fields.
            cards, reviews: columns that differ from a new card of note 1, or a Good of it.
            kind: the note type.
            conf: settings of the collection.
            script: SQL that is run last.
        """
        path = self.folder / "forging.db"
        path.unlink(missing_ok=True)
        with closing(sqlite3.connect(path)) as made:
            for table in TABLES:
                made.execute(table)
            settings = json.dumps(CONF if conf is None else conf)
            models, decks = json.dumps({"7": kind or BASIC}), json.dumps({"1": {"name": "Forged"}})
            made.execute(
                "INSERT INTO col VALUES (1,?,0,0,11,0,0,0,?,?,?,'{}','{}')",
                (CREATED, settings, models, decks),
            )
            for number, fields in notes:
                made.execute(
                    "INSERT INTO notes VALUES (?,?,7,0,0,'',?,'',0,0,'')", (number, f"g{number}", fields)
                )
            card = {"id": 11, "nid": 1, "did": 1, "ord": 0, "type": 0, "queue": 0, "due": 0}
            card |= {"odue": 0, "odid": 0, "flags": 0}
            review = {"id": CREATED * 1000, "cid": 11, "ease": 3, "ivl": 1, "factor": 2500}
            review |= {"time": 5000, "type": 1}
            for table, usual, rows in (("cards", card, cards), ("revlog", review, reviews)):
                for row in rows:
                    values = usual | row
                    marks = ", ".join("?" * len(values))
                    made.execute(
                        f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})",  # noqa: S608
                        list(values.values()),
                    )
            made.executescript(script)
            made.commit()
        return path.read_bytes()

    def package(self, *entries: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
        """Return a package with these entries."""
        with zipfile.ZipFile(self.path, "w", method) as archive:
            for name, content in entries:
                archive.writestr(name, content)
        return self.path

    def legacy(self, **about: Any) -> Path:  # noqa: ANN401 - what `database` takes
        """Return a package of the oldest form with such a collection."""
        return self.package(("collection.anki2", self.database(**about)), ("media", b"{}"))


@pytest.fixture
def person(tmp_path: Path) -> Iterator[Person]:
    """Somebody in Tokyo with a home that is new."""
    made = Person(tmp_path)
    yield made
    made.workspace.close()


@pytest.fixture
def forge(tmp_path_factory: pytest.TempPathFactory) -> Forge:
    """Writes packages that Anki would not."""
    return Forge(tmp_path_factory.mktemp("forge"))


@pytest.fixture(params=["current.apkg", "legacy.apkg"])
def package(request: pytest.FixtureRequest) -> Path:
    """A package that Anki wrote."""
    return FIXTURES / str(request.param)


@pytest.fixture(scope="session")
def anki() -> dict[str, Any]:
    """What Anki says is in those packages."""
    said: dict[str, Any] = json.loads((FIXTURES / "anki.json").read_text(encoding="utf-8"))
    return said


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a file and return its path."""

    def written(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written
