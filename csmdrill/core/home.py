"""Where a person's practice lives: the one place that names the folders and files of a home."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from csmdrill.core.errors import HomeMissing


class Home(msgspec.Struct, frozen=True):
    """The folders of one person's practice; nothing is created by naming them.

    Args:
        root: the folder that holds everything else.
    """

    root: Path

    @property
    def database(self) -> Path:
        """The SQLite file with facts and state."""
        return self.root / "practice.db"

    @property
    def decks(self) -> Path:
        """The person's own decks, and their copies of shipped cards."""
        return self.root / "decks"

    @property
    def scenarios(self) -> Path:
        """The person's own scenarios and rubrics."""
        return self.root / "scenarios"

    @property
    def running(self) -> Path:
        """A locked file for each role-play that is on right now."""
        return self.root / "running"

    @property
    def recordings(self) -> Path:
        """What a microphone recorded of spoken role-plays."""
        return self.root / "recordings"

    @property
    def packs(self) -> Path:
        """One folder per pack."""
        return self.root / "packs"

    @property
    def demo(self) -> Path:
        """A file that marks the home as a demo: whoever is in it is made up."""
        return self.root / "demo.json"

    @property
    def backups(self) -> Path:
        """Checked copies of the database."""
        return self.root / "backups"


def find_home(environ: Mapping[str, str]) -> Home:
    """Return the home named by `CSMDRILL_HOME`, else the platform's folder for user data.

    Raises:
        HomeMissing: it begins with a user that does not exist.
    """
    named = environ.get("CSMDRILL_HOME")
    if named:
        try:
            return Home(Path(named).expanduser())
        except RuntimeError:
            raise HomeMissing(
                f"CSMDRILL_HOME names a user that does not exist: {named}.", "Name a folder."
            ) from None
    import platformdirs

    return Home(Path(platformdirs.user_data_dir("csmdrill", appauthor=False)))
