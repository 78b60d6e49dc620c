"""The exit codes: part of the interface, documented in `csmdrill --help` and docs/interfaces.md."""

from __future__ import annotations

from enum import IntEnum

from csmdrill.cli.output import OutputRefused
from csmdrill.core import errors


class ExitCode(IntEnum):
    """What the process says to the shell."""

    OK = 0
    FINDINGS = 1
    COULD_NOT_RUN = 2
    NO_PLACE = 3
    BUSY = 4
    DAMAGED = 5
    NEWER = 6
    NO_TERMINAL = 7
    NOT_SENT = 8
    INTERRUPTED = 130


MEANINGS: dict[ExitCode, str] = {
    ExitCode.OK: "done",
    ExitCode.FINDINGS: "check, fmt, doctor or an import found faults; a role-play's test or script failed",
    ExitCode.COULD_NOT_RUN: "a wrong word, setting or file in the command; or a fault of csmdrill itself",
    ExitCode.NO_PLACE: "practice history or output cannot be written: no folder, read-only, or a full disk",
    ExitCode.BUSY: "another program holds the practice history",
    ExitCode.DAMAGED: "the practice history is damaged",
    ExitCode.NEWER: "the practice history was written by a newer csmdrill",
    ExitCode.NO_TERMINAL: "the screens need a terminal",
    ExitCode.NOT_SENT: "a reminder could not be posted",
    ExitCode.INTERRUPTED: "stopped by ctrl+c",
}

_BY_ERROR: tuple[tuple[type[errors.CsmdrillError], ExitCode], ...] = (
    (errors.StoreBusy, ExitCode.BUSY),
    (errors.StoreDamaged, ExitCode.DAMAGED),
    (errors.StoreNewer, ExitCode.NEWER),
    (errors.ReminderNotSent, ExitCode.NOT_SENT),
    (OutputRefused, ExitCode.NO_PLACE),
    (errors.StoreUnavailable, ExitCode.NO_PLACE),
)


def code_for(error: errors.CsmdrillError) -> ExitCode:
    """Return the exit code of an error."""
    for kind, code in _BY_ERROR:
        if isinstance(error, kind):
            return code
    return ExitCode.COULD_NOT_RUN
