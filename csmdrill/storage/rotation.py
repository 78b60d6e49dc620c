"""Which backups are kept: the newest, then one a day, a week and a month, below a cap of disk space."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

NEWEST = 2
CAP_BYTES = 500 * 1024 * 1024

_NAME = re.compile(r"practice-(?P<schema>schema\d+-)?(?P<time>\d{8}T\d{6}Z)(?:-(?P<again>\d+))?\.db")
_FORM = "%Y%m%dT%H%M%SZ"


def _day(at: datetime) -> tuple[int, ...]:
    return at.year, at.month, at.day


def _week(at: datetime) -> tuple[int, ...]:
    return at.isocalendar()[:2]


def _month(at: datetime) -> tuple[int, ...]:
    return at.year, at.month


PERIODS: tuple[tuple[Callable[[datetime], tuple[int, ...]], int], ...] = ((_day, 7), (_week, 4), (_month, 12))
"""Of so many days, weeks and months, those that have a backup at all, the newest backup is kept."""


def backup_name(at: datetime, schema: int | None = None) -> str:
    """Return the name of a backup made at a time; one made before a migration says its schema, too."""
    older = "" if schema is None else f"schema{schema}-"
    return f"practice-{older}{at.astimezone(UTC):{_FORM}}.db"


def next_name(names: Iterable[str], at: datetime, schema: int | None = None) -> str:
    """Return a name that none of the others has, and that counts as newer than those of the same second."""
    name = backup_name(at, schema)
    same = [_again(other) for other in names if taken_at(other) == taken_at(name)]
    return f"{name.removesuffix('.db')}-{max(same) + 1}.db" if same else name


def taken_at(name: str) -> datetime | None:
    """Return when a backup was made, by its name; None for a file that is no backup."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    try:
        return datetime.strptime(found["time"], _FORM).replace(tzinfo=UTC)
    except ValueError:
        return None


def newest_first(names: Iterable[str]) -> list[str]:
    """Return the names of backups, the newest first; other names are left out."""
    placed = [(at, _again(name), name) for name in names if (at := taken_at(name)) is not None]
    return [name for _, _, name in sorted(placed, reverse=True)]


def kept(names: Iterable[str], now: datetime) -> set[str]:
    """Return the backups to be kept: the newest 2, then 7 daily, 4 weekly and 12 monthly ones.

    What was made before a migration stays. So does what a clock that was ahead has dated after `now`; it
    counts as none of the newest. Days, weeks (ISO) and months are those of UTC.
    """
    ordered = newest_first(names)
    apart = {name for name in ordered if is_before_migration(name) or _time(name) > now}
    usual = [name for name in ordered if name not in apart]
    chosen = {*apart, *usual[:NEWEST]}
    for period, most in PERIODS:
        newest: dict[tuple[int, ...], str] = {}
        for name in usual:
            newest.setdefault(period(_time(name)), name)
        chosen.update(list(newest.values())[:most])
    return chosen


def over_cap(sizes: Mapping[str, int], now: datetime, cap: int = CAP_BYTES) -> list[str]:
    """Return the backups that must go for all to take at most `cap` bytes, oldest first; never the newest 2.

    Args:
        sizes: bytes by name.
        now: what is dated after it counts as the oldest.
        cap: bytes.
    """
    ordered = newest_first(sizes)
    going = [name for name in ordered if _time(name) <= now][NEWEST:]
    going = [name for name in ordered if _time(name) > now] + going[::-1]
    excess = sum(sizes[name] for name in ordered) - cap
    gone: list[str] = []
    for name in going:
        if excess <= 0:
            break
        gone.append(name)
        excess -= sizes[name]
    return gone


def is_before_migration(name: str) -> bool:
    """Return whether a backup was made before a migration; one was of an older schema then."""
    found = _NAME.fullmatch(name)
    return found is not None and found["schema"] is not None


def _time(name: str) -> datetime:
    at = taken_at(name)
    if at is None:
        raise ValueError(name)
    return at


def _again(name: str) -> int:
    found = _NAME.fullmatch(name)
    return int(found["again"] or 1) if found else 0
