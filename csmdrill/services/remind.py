"""Reminders: what is due in one sentence, or as counts posted to an address of the person's own."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

import msgspec

from csmdrill import __version__
from csmdrill.core.errors import ReminderNotSent, SettingRejected
from csmdrill.services import library
from csmdrill.services.today import load
from csmdrill.services.wording import counted
from csmdrill.services.workspace import open_workspace

TIMEOUT_SECONDS = 5.0


class Counts(msgspec.Struct, frozen=True):
    """What a webhook is told: numbers, and nothing else.

    Args:
        cards: due and new cards together.
        due: reviews, learning cards included.
        new: new cards that a session would bring.
        minutes: whole minutes at the person's own pace.
    """

    cards: int
    due: int
    new: int
    minutes: int


class Reminder(msgspec.Struct, frozen=True):
    """What is due, in words and in numbers."""

    sentence: str
    counts: Counts


class Address(msgspec.Struct, frozen=True):
    """Where a webhook stands.

    Args:
        url: all of it; it may hold a secret and is never shown.
        host: the part that may be shown.
        near: it is this machine.
    """

    url: str
    host: str
    near: bool


def reminder(environ: Mapping[str, str]) -> Reminder | None:
    """Return what is due now, or None when nothing is."""
    with open_workspace(environ) as workspace:
        library.refresh(workspace)
        work = load(workspace)
    cards = work.due + work.new
    if not cards:
        return None
    sentence = f"{counted(cards, 'card')}, about {counted(work.minutes, 'minute')}."
    return Reminder(sentence, Counts(cards, work.due, work.new, work.minutes))


def webhook_address(environ: Mapping[str, str]) -> Address:
    """Return the address in `CSMDRILL_WEBHOOK`.

    Raises:
        SettingRejected: it is missing, no address, or neither https nor this machine.
    """
    url = environ.get("CSMDRILL_WEBHOOK", "").strip()
    if not url:
        raise SettingRejected(
            "CSMDRILL_WEBHOOK is not set.",
            "Put the address of your webhook into it, beginning with https://.",
        )
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        sound = bool(host) and parts.port != 0 and url.isascii() and url.isprintable() and " " not in url
    except ValueError:
        sound = False
    if not sound:
        raise SettingRejected("CSMDRILL_WEBHOOK holds no web address.", "Write it like https://host/path.")
    near = _is_this_machine(host)
    if parts.scheme != "https" and not (near and parts.scheme == "http"):
        raise SettingRejected(
            "CSMDRILL_WEBHOOK must begin with https://.", "Plain http:// is for this machine only."
        )
    return Address(url, host, near)


def post(address: Address, counts: Counts) -> None:
    """Post counts as JSON; redirects are not followed.

    Raises:
        ReminderNotSent: the address did not take them within 5 seconds.
    """
    request = Request(  # noqa: S310 - the scheme was checked: https, or http on this machine
        address.url,
        data=msgspec.json.encode(counts),
        headers={"Content-Type": "application/json", "User-Agent": f"csmdrill/{__version__}"},
        method="POST",
    )
    hint = "Check CSMDRILL_WEBHOOK and the network."
    try:
        _opener(address).open(request, timeout=TIMEOUT_SECONDS).close()
    except HTTPError as error:
        error.close()
        raise ReminderNotSent(f"{address.host} answered {error.code}; no reminder was sent.", hint) from None
    except (URLError, OSError, HTTPException, ValueError):
        raise ReminderNotSent(f"{address.host} could not be reached; no reminder was sent.", hint) from None


class _NoRedirect(HTTPRedirectHandler):
    """Takes a redirect as a refusal: it could lead away from https."""

    def redirect_request(self, *_: object, **__: object) -> None:
        """Follow no redirect."""


def _opener(address: Address) -> OpenerDirector:
    # What goes to this machine must not pass a proxy on another one.
    handlers = [ProxyHandler({})] if address.near else []
    return build_opener(_NoRedirect, *handlers)


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
