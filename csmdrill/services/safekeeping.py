"""Backups of the practice history: made by themselves or when asked, listed, and restored."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from csmdrill.core.clock import clock_from
from csmdrill.core.errors import BackupRejected, CsmdrillError
from csmdrill.core.home import find_home
from csmdrill.services import library
from csmdrill.services.recordings import erase_recordings, recordings
from csmdrill.services.workspace import Workspace, open_workspace
from csmdrill.storage import restoring
from csmdrill.storage.backup import Backup, backups, erase_texts_in, look_into
from csmdrill.storage.repair import left_aside

LATEST = "latest"


class Restoring(msgspec.Struct, frozen=True):
    """What a restore would do, or did.

    Args:
        source: the backup.
        facts: facts in it.
        set_aside: the database that was there before, under its new name; None if there was none.
    """

    source: Path
    facts: int
    set_aside: Path | None = None


class Erased(msgspec.Struct, frozen=True):
    """What was erased.

    Args:
        texts: texts in the practice history.
        backups: backups from which texts were erased, too.
        recordings: of the microphone, that were deleted.
        left: files of the home that may still hold what was typed.
    """

    texts: int
    backups: int
    recordings: int
    left: tuple[Path, ...]


def after_work(workspace: Workspace) -> str:
    """Back up if something is new and the last backup is over 30 minutes old.

    Returns:
        Why it could not be done, in sentences; empty if it was, or was not called for.
    """
    try:
        workspace.store.back_up_if_wanted(workspace.clock.now())
    except CsmdrillError as error:
        return " ".join(filter(None, ("No backup was made.", error.sentence, error.hint)))
    return ""


def before_risk(workspace: Workspace) -> Backup | None:
    """Back up before an import or a repair, unless the newest backup holds every fact.

    Raises:
        StoreUnavailable: it could not be made; what was planned should not be done.
    """
    return workspace.store.back_up_unless_held(workspace.clock.now())


def make_backup(environ: Mapping[str, str]) -> Backup:
    """Back up now."""
    with open_workspace(environ) as workspace:
        return workspace.store.back_up(workspace.clock.now())


def list_backups(environ: Mapping[str, str]) -> list[Backup]:
    """Return the backups of the home, the newest first."""
    return backups(find_home(environ))


def look_at(environ: Mapping[str, str], asked: str) -> Restoring:
    """Check a backup without restoring it.

    Args:
        environ: the process's environment.
        asked: a file, the name of a backup in the home, or `latest`.

    Raises:
        BackupRejected: there is none, or it is not whole.
        StoreNewer: a newer csmdrill wrote it.
    """
    source = _source(environ, asked)
    return Restoring(source, look_into(source).facts)


def restore(environ: Mapping[str, str], asked: str) -> Restoring:
    """Put a backup in the place of the practice history, which is kept under another name.

    Raises:
        As `look_at` does; and StoreBusy, ClockRejected, StoreUnavailable: nothing was changed.
    """
    home, clock = find_home(environ), clock_from(environ)
    source = _source(environ, asked)
    done = restoring.restore(home, clock, source)
    with Workspace(home, clock) as workspace:
        library.refresh(workspace)
    return Restoring(source, done.facts, done.set_aside)


def count_texts(environ: Mapping[str, str]) -> int:
    """Return the number of texts that the person typed and that are kept."""
    with open_workspace(environ) as workspace:
        return workspace.store.texts()


def count_recordings(environ: Mapping[str, str]) -> int:
    """Return the number of recordings of the microphone that are kept."""
    return len(recordings(find_home(environ)))


def erase_texts(environ: Mapping[str, str]) -> Erased:
    """Erase everything the person typed or said, from the history, its backups and the recordings."""
    with open_workspace(environ) as workspace:
        texts = workspace.store.erase_texts()
        done, refused = erase_texts_in(workspace.home)
        deleted, kept = erase_recordings(workspace.home)
        return Erased(texts, done, deleted, (*refused, *left_aside(workspace.home), *kept))


def _source(environ: Mapping[str, str], asked: str) -> Path:
    home = find_home(environ)
    if asked == LATEST:
        found = backups(home)
        if not found:
            raise BackupRejected(f"There is no backup in {home.backups}.", "Make one: csmdrill backup.")
        return found[0].path
    named = Path(asked)
    inside = home.backups / asked
    return inside if named.name == asked and not named.exists() and inside.is_file() else named
