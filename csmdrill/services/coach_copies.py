"""Copies: what one person recorded once and submitted under several ids counts once."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from csmdrill.core.errors import AttemptRejected
from csmdrill.services.coach_files import Submission
from csmdrill.services.workspace import Workspace
from csmdrill.storage.rehearsals import hash_of

Recording = tuple[str, str]
"""A person's id, and SHA-256, as hex, of what was drawn and said."""

ONCE = "What was recorded once counts once."
WAY_OUT = "Ask for another attempt if one was meant."


def recording_of(submission: Submission) -> Recording:
    """Return by what a copy is known: the seed and the trainee's words.

    Neither an id nor a file's name nor a day or a time is part of it: these are easily written anew.
    """
    log = submission.words.log
    said = [log.drawn.seed, *(event.text for event in log.events if event.kind == "you")]
    return submission.person, hash_of(msgspec.json.encode(said).decode())


def rated_recordings(workspace: Workspace) -> dict[Recording, str]:
    """Return which attempt each recording was rated as, of all benchmarks that were rated here."""
    found: dict[Recording, str] = {}
    for seen in workspace.store.observations():
        if seen.recording:
            found.setdefault((seen.person, seen.recording), seen.attempt)
    return found


def originals(
    rated_before: dict[Recording, str], came: Iterable[tuple[Recording, str, bool]]
) -> dict[Recording, str]:
    """Return which attempt stands for each recording: one rated before, else one rated, else the first.

    Args:
        rated_before: as of `rated_recordings`.
        came: of each submission the recording, the attempt, and whether that is rated; in order.
    """
    found = dict(rated_before)
    for recording, attempt, _ in sorted(came, key=lambda each: not each[2]):
        found.setdefault(recording, attempt)
    return found


def refuse_copy(workspace: Workspace, submission: Submission) -> None:
    """Refuse what was rated under another id.

    Raises:
        AttemptRejected: it is a copy.
    """
    attempt = submission.attempt.attempt
    original = rated_recordings(workspace).get(recording_of(submission), attempt)
    if original != attempt:
        raise AttemptRejected(copy_words(f"attempt {original}, which is rated already"), WAY_OUT)


def copy_words(original: str) -> str:
    """Return that something is a copy, and of what."""
    return f"The same recording as {original}, under another id. {ONCE}"
