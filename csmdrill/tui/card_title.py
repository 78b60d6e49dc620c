"""What stands above a card that is asked: what it is about, how it is asked, and the time left."""

from __future__ import annotations

from textual.content import Content

from csmdrill.practice.session import LONGEST_ANSWER_MS
from csmdrill.services.views import CardView
from csmdrill.services.wording import time_left_words
from csmdrill.tui.safe import plain


def card_title(view: CardView, occasion: str = "") -> Content:
    """Return the title of a card.

    Args:
        view: the card.
        occasion: what the session is, where it is not the day's.
    """
    title = Content.assemble(
        (f"{occasion} · " if occasion else "", "$accent bold"),
        plain(view.heading, "bold"),
        f" · {view.question.kind}",
    )
    if view.new:
        title = Content.assemble(title, ("  new", "$accent"))
    if view.cram:
        title = Content.assemble(title, ("  for practice only", "$accent"))
    return title


def time_title(view: CardView, took_ms: int) -> Content:
    """Return the time left of the session, and the cards left.

    Args:
        view: the card.
        took_ms: milliseconds since it was asked.
    """
    left_ms = max(0, view.left_ms - min(took_ms, LONGEST_ANSWER_MS))
    to_go = f" · {view.to_go} to go" if view.to_go else ""
    return plain(f"◔ {time_left_words(left_ms, view.slow_ms)}{to_go}")
