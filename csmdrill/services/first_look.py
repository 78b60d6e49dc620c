"""What Today says first, found out on a thread of its own while the screens are still being loaded."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from threading import Thread

from csmdrill.core.clock import clock_from
from csmdrill.core.errors import CsmdrillError
from csmdrill.core.home import find_home
from csmdrill.practice.workload import Glance


def first_look(environ: Mapping[str, str]) -> Future[Glance | None]:
    """Begin to look at the day of the home that the environment names.

    Returns:
        What is seen, when it is; None where only the open store can tell.
    """
    seen: Future[Glance | None] = Future()

    def look() -> None:
        try:
            seen.set_result(_glance(environ))
        except BaseException as error:  # noqa: BLE001 - whoever waits for it is handed its error
            seen.set_exception(error)

    Thread(target=look, name="csmdrill-first-look").start()
    return seen


def _glance(environ: Mapping[str, str]) -> Glance | None:
    from csmdrill.storage.prompt import glance

    try:
        return glance(find_home(environ).database, clock_from(environ))
    except CsmdrillError:
        return None  # the opening that follows says what is wrong
