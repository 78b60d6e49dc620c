"""What a person expects of a home: the deeds it knows, and which of them stand."""

from __future__ import annotations

from typing import Any, NamedTuple


class Deed(NamedTuple):
    """Something done: when, what, to which card, setting or attempt, and how; an undo names a deed."""

    at: int
    what: str
    about: str = ""
    how: Any = None


class Expected:
    """One home as its person sees it."""

    def __init__(self) -> None:
        self.deeds: list[Deed] = []
        self.cards: dict[str, tuple[int, int, bool]] = {}

    def stands(self, deed: Deed) -> bool:
        """Whether nobody took it back, or somebody took that back."""
        return not any(each.how == deed and self.stands(each) for each in self.deeds if each.what == "undo")

    def standing(self, *whats: str, about: str = "") -> list[Deed]:
        """Return what stands of some kinds, oldest first."""
        meant = [each for each in self.deeds if each.what in whats and about in ("", each.about)]
        return [each for each in meant if self.stands(each)]

    def last(self, *whats: str, about: str = "", how: Any = None) -> Any:  # noqa: ANN401
        """Return how the last of them was done, else `how`."""
        return next((each.how for each in reversed(self.standing(*whats, about=about))), how)

    def left_out(self, card: str, day: int) -> bool:
        """Whether a card is not to be asked on a day."""
        return bool(self.last("suspend", about=card)) or self.last("bury", about=card) == day

    def attempts(self) -> dict[str, bool]:
        """Return whether each attempt is rated."""
        return {
            each.about: bool(self.standing("rate", about=each.about)) for each in self.standing("attempt")
        }

    def take_in(self, other: Expected) -> None:
        """Learn what another home knows."""
        self.deeds = sorted({*self.deeds, *other.deeds})
