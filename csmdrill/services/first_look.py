"""What Today says first, found out on a thread of its own while the screens are still being loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import partial
from threading import Thread
from typing import TypeVar

from csmdrill.core.clock import clock_from
from csmdrill.core.errors import CsmdrillError
from csmdrill.core.home import find_home
from csmdrill.practice.workload import Glance

T = TypeVar("T")


def first_look(environ: Mapping[str, str]) -> Future[Glance | None]:
    """Begin to look at the day of the home that the environment names.

    Returns:
        What is seen, when it is; None where only the open store can tell.
    """
    return ahead(partial(_glance, environ))


def ahead(job: Callable[[], T | None]) -> Future[T | None]:
    """Begin a job on a thread of its own; where it meets what an opening would say, it finds nothing."""
    found: Future[T | None] = Future()

    def look() -> None:
        try:
            found.set_result(job())
        except CsmdrillError:
            found.set_result(None)  # the opening that follows says what is wrong
        except BaseException as error:  # noqa: BLE001 - whoever waits for it is handed its error
            found.set_exception(error)

    Thread(target=look, name="csmdrill-first-look").start()
    return found


def _glance(environ: Mapping[str, str]) -> Glance | None:
    from csmdrill.storage.prompt import glance

    return glance(find_home(environ).database, clock_from(environ))
