"""Before a start that finds very many facts not worked out yet: say so, and work them out in sight."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from csmdrill.cli import output
from csmdrill.core.errors import CsmdrillError
from csmdrill.core.home import find_home
from csmdrill.storage.behind import facts_to_work_out

SOON_DONE = 20_000
"""Facts that are worked out in a second or two, while the home is opened."""

HOMELESS = frozenset(
    ("check", "completion", "demo", "drift", "explain", "fmt", "restore", "scenario", "schema")
)
"""The commands that no state is needed for."""


def catch_up(environ: Mapping[str, str]) -> None:
    """Work out the state of the home that the environment names, where an import was broken off.

    Raises:
        StoreUnavailable: it cannot be written.
        KeyboardInterrupt: it was stopped; the next start goes on.
    """
    count = 0
    with suppress(CsmdrillError):  # the opening that follows says what is wrong
        count = facts_to_work_out(find_home(environ).database)
    if count <= SOON_DONE:
        return
    from csmdrill.cli.progress import stages, stoppable
    from csmdrill.services.workspace import open_workspace

    output.talk(f"What {count} facts say of your cards is not worked out yet; this is done now.")
    with open_workspace(environ, behind=True) as workspace, stages() as told, stoppable(told) as safely:
        try:
            workspace.store.catch_up(lambda done, total: safely("state", done, total))
        except KeyboardInterrupt:
            output.talk("Stopped. No fact is lost; the next start of csmdrill goes on.")
            raise
