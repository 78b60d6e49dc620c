"""The first card of the day's session, looked for on a thread of its own while the screens are loaded."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING

from csmdrill.core.clock import clock_from
from csmdrill.core.home import find_home
from csmdrill.services.first_look import ahead
from csmdrill.services.plan import Plan
from csmdrill.services.views import CardView, FirstCard

if TYPE_CHECKING:
    from csmdrill.practice.memory import MemoryModel
    from csmdrill.practice.session import Session
    from csmdrill.practice.workload import Glance
    from csmdrill.storage.front import Front


def first_card(environ: Mapping[str, str], plan: Plan) -> Future[FirstCard | None]:
    """Begin to look for the card that the session will begin with, in the home that the environment names.

    Returns:
        The card, when it is found; None where only the open store can tell.
    """
    return ahead(partial(_found, environ, plan))


def _found(environ: Mapping[str, str], plan: Plan) -> FirstCard | None:
    if not plan.is_usual:
        return None
    from csmdrill.storage.front import front_of

    return front_of(find_home(environ).database, clock_from(environ), partial(_first_of, plan))


def _first_of(plan: Plan, front: Front) -> FirstCard | None:
    """Go the way of `Drill` to its first card, where the way is the usual one."""
    from csmdrill.practice.memory import MemoryModel

    if not front.is_plain_day():
        return None
    model = MemoryModel(front.settings.retention)
    seen = front.glance()
    view = _view(front, _session(front, seen, plan, model), model, seen.behind)
    return None if view is None else FirstCard(front.settings, view)


def _session(front: Front, seen: Glance, plan: Plan, model: MemoryModel) -> Session:
    from csmdrill.practice.queue import arrange
    from csmdrill.practice.session import start
    from csmdrill.practice.workload import slow_seconds
    from csmdrill.services.pace import enough_times
    from csmdrill.services.shown import CANDIDATES, MINUTE_MS, order_seed

    day = front.now.day
    queue = arrange(
        front.due_cards(CANDIDATES),
        front.new_cards(CANDIDATES) if seen.new else (),
        behind=seen.behind,
        new_left=seen.new,
        seen_families=front.families_seen(),
        seed=order_seed(front.person(), day),
        day=day,
        model=model,
    )
    box_ms = (plan.minutes or front.settings.minutes) * MINUTE_MS
    slow_ms = round(slow_seconds(enough_times(front.answer_times)) * 1000)
    return start(queue, front.learning(), box_ms, front.now.at, slow_ms)


def _view(front: Front, session: Session, model: MemoryModel, behind: bool) -> CardView | None:
    from csmdrill.services.shown import shown, view_of
    from csmdrill.services.wording import interval_words

    stored = front.card(session.current.key) if session.current is not None else None
    if stored is None or stored.noted or not stored.live:
        return None
    if stored.suspended or stored.buried_day == front.now.day:
        return None
    memories = model.preview(stored.key, stored.memory, front.now)
    previews = {rating: interval_words(memory, front.now) for rating, memory in memories.items()}
    return view_of(shown(stored, front.now.day), session, previews, behind=behind)
