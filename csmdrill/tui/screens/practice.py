"""Practice: one card, one question, the time left; reveal, rate, next."""

from __future__ import annotations

import time
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from csmdrill.practice.judging import judge_moment, judge_points
from csmdrill.practice.model import Question, Rating, Verdict
from csmdrill.services.views import CardView, is_same_card
from csmdrill.services.wording import passed_over_words
from csmdrill.tui import practising
from csmdrill.tui.card_title import card_title, time_title
from csmdrill.tui.editing import edit_card
from csmdrill.tui.messages import LetterChosen, MomentPassed, RatingChosen, UndoAsked
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.sitting import Sitting
from csmdrill.tui.widgets.card_page import CardPage
from csmdrill.tui.widgets.card_pane import PLACEHOLDERS, CardPane
from csmdrill.tui.widgets.key_bar import KeyBar
from csmdrill.tui.widgets.moment_pane import MomentPane
from csmdrill.tui.widgets.rating_bar import TWO, RatingBar
from csmdrill.tui.widgets.title_bar import TitleBar

LETTERS = "abcdefgh"
ALOUD = ("aloud", "points")
TICKED = ("points", "moment")
POSED_ANEW = ("letter", "moment")
"""After an edit, as the letter may stand before another option, and a clock runs but once."""

SETTLING_SECONDS = 1.0
"""For which keys do nothing after a moment's clock ran out: they were meant for the reply."""


class PracticeScreen(RoomScreen):
    """The drill.

    Args:
        view: the card to begin with; None means that a session has yet to begin.
        extra_new: for a session yet to begin, new cards on top of the day's; None as the plan has it.
    """

    CSS_PATH = "practice.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "reveal", "Reveal", key_display="space", id="practice.reveal"),
        Binding("space,enter", "accept", "Accept", key_display="space", id="practice.reveal"),
        # Where a key can do nothing the one below it, which stands in no footer, says why.
        Binding("space,enter", "ask_letter", show=False, id="practice.reveal"),
        # The bar above the footer names these with their keys.
        *(
            Binding(str(r.value), f"rate({r.value})", r.word.title(), show=False, id=f"practice.{r.word}")
            for r in Rating
        ),
        Binding("u", "undo", "Undo", show=False, id="practice.undo"),
        Binding("ctrl+z", "undo", "Undo", show=False),
        Binding("u", "no_undo", show=False, id="practice.undo"),
        Binding("ctrl+z", "no_undo", show=False),
        Binding("ctrl+r,ctrl+y", "redo", "Redo", show=False, id="practice.redo"),
        Binding("w", "why", "Why", id="practice.why"),
        Binding("w", "no_why", show=False, id="practice.why"),
        Binding("s", "suspend", "Suspend", id="practice.suspend"),
        Binding("e", "edit", "Edit"),
        Binding("f2", "open_editor", "Edit", show=False, id="practice.editor"),
        Binding("escape", "stop", "Stop", id="practice.stop"),
        *(Binding(letter, f"letter('{letter}')", show=False) for letter in LETTERS if letter != "e"),
        *(Binding(letter, f"letter('{letter}')", show=False) for letter in LETTERS.upper()),
    ]

    def __init__(self, view: CardView | None = None, extra_new: int | None = None) -> None:
        super().__init__()
        self._sitting = Sitting(self, view is not None, extra_new)
        self._view = view
        self._verdict: Verdict | None = None
        self._reply = ""
        self._ticked: set[str] = set()
        self._asked_at = time.monotonic()
        self._settling = False

    def compose_room(self) -> ComposeResult:
        """Lay out the card and the ratings."""
        yield TitleBar(self.room.practice_clock)
        with CardPage(id="card"):
            yield CardPane()
        yield RatingBar()
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the first card, beginning a session if there is none."""
        self.set_interval(1.0, self._show_time)
        if self._view is not None:
            self.ask(self._view)
        else:
            self.query_one(RatingBar).withdraw()
            self.start(self._sitting.begin())

    def on_screen_suspend(self) -> None:
        """A moment's clock stands still while another screen covers it."""
        for pane in self.query(MomentPane):  # none where the screen goes for good
            pane.hold()

    async def on_screen_resume(self) -> None:
        """Go to the summary if the session came to its end meanwhile."""
        self.query_one(MomentPane).go_on()
        await self._sitting.resume()

    @property
    def view(self) -> CardView | None:
        """The card on the screen, or None before the first one has come."""
        return self._view

    @property
    def revealed(self) -> bool:
        """Whether the answer is on the screen."""
        return self._verdict is not None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only the keys that do something now."""
        if not super().check_action(action, parameters):
            return False
        if self._settling and action in ("rate", "accept", "letter", "suspend", "why", "edit"):
            return False
        if action == "letter":
            return parameters[0] not in self.room.keymap.values()  # a capital may be a key of one's own
        if action == "rate":
            return self.revealed and (self.room.settings.buttons == 4 or parameters[0] in TWO)
        if action == "accept":
            return self.revealed
        if action == "reveal":
            return self._view is not None and not self.revealed and self._view.question.form in ALOUD
        if action == "ask_letter":
            return self._view is not None and not self.revealed and self._view.question.form == "letter"
        if action in ("why", "no_why"):
            return bool(self._why()) is (action == "why")
        if action in ("undo", "no_undo"):
            return self._view is not None and self._view.undoable is (action == "undo")
        return True

    def go_on_asking(self, view: CardView) -> None:
        """Leave the card on the screen, which the session has begun with."""
        self._view = view
        self._show_time()
        self.offer_again()

    def ask(self, view: CardView) -> None:
        """Put a card on the screen; what was said on the one before is over."""
        self.hush()
        self._view = view
        self._verdict = None
        self._reply = ""
        self._ticked = set()
        self._asked_at = time.monotonic()
        self.query_one(TitleBar).show(left=card_title(view, self.room.work.occasion))
        self._show_time()
        self.query_one(CardPane).ask(view.question, self.key_for("practice.reveal"), changed=view.changed)
        bar = self.query_one(RatingBar)
        bar.withdraw()
        typing = view.question.form in PLACEHOLDERS
        bar.show_undo(view.undoable, "^z" if typing else self.key_for("practice.undo"))
        if view.passed_over:
            self.say(passed_over_words(view.passed_over), severity="warning")
        self.query_one("#card", CardPage).scroll_home(animate=False)
        self.refresh_bindings()

    def _took_ms(self) -> int:
        return round((time.monotonic() - self._asked_at) * 1000)

    def _show_time(self) -> None:
        if self._view is not None:
            self.query_one(TitleBar).show(right=time_title(self._view, self._took_ms()))

    async def action_letter(self, letter: str) -> None:
        """Choose an option before the reveal, or tick a point after it."""
        view, letter = self._view, letter.lower()
        if view is None:
            return
        question = view.question
        if question.form == "letter" and not self.revealed and letter in {o.letter for o in question.options}:
            await self._reveal(letter)
        elif question.form == "letter" and not self.revealed:
            self.action_ask_letter()
        elif question.form in TICKED and self.revealed and letter in LETTERS[: len(question.points)]:
            self._ticked ^= {letter}
            self._verdict = self._ticked_verdict(question)
            self.query_one(CardPane).tick(question, self._ticked, self._verdict.note)
            self._offer()

    async def action_reveal(self) -> None:
        """Reveal the answer; options are answered by their letter."""
        await self._reveal("")

    def action_ask_letter(self) -> None:
        """Say that an option is answered by its letter; space cannot reveal what has not been answered."""
        if self._view is not None:
            self.query_one(CardPane).unclear(practising.letters_words(self._view.question))

    async def action_accept(self) -> None:
        """Take the rating suggested."""
        if self._verdict is not None:
            await self._grade(self._verdict.suggestion)

    @on(Input.Submitted)
    async def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        if not self.too_small and event.value == event.input.value:  # else another card is asked by now
            await self._reveal(event.value)

    @on(LetterChosen)
    async def _letter_clicked(self, event: LetterChosen) -> None:
        await self.action_letter(event.letter)

    async def _reveal(self, reply: str) -> None:
        """Judge a reply and show the answer."""
        view = self._view
        if view is None or self.revealed:
            return
        verdict = await self.room.work.judge(view.question, reply)
        if is_same_card(view, self._view):
            self._show_answer(view, verdict, reply)

    def _show_answer(self, view: CardView, verdict: Verdict, reply: str) -> None:
        if verdict.unclear:
            self.query_one(CardPane).unclear(verdict.note)
            return
        if view.question.form in TICKED:
            verdict = self._ticked_verdict(view.question)
        self.hush()
        self._verdict, self._reply = verdict, reply
        self.query_one(CardPane).reveal(view.question, verdict, reply, view.note)
        self._offer()
        self.set_focus(self.query_one("#card"))

    def _ticked_verdict(self, question: Question) -> Verdict:
        if question.form == "moment":
            return judge_moment(question, len(self._ticked), self.query_one(MomentPane).late)
        return judge_points(question, len(self._ticked))

    @on(MomentPassed)
    async def _moment_passed(self) -> None:
        """Take what is typed so far: the time for more is over."""
        self._settling = True
        self.set_timer(SETTLING_SECONDS, self._settled)
        await self._reveal(self.query_one("#reply", Input).value)

    def _settled(self) -> None:
        self._settling = False
        self.refresh_bindings()

    def offer_again(self) -> None:
        """Show the ratings again after their number changed."""
        if self.revealed:
            self._offer()

    def _offer(self) -> None:
        if self._view is not None and self._verdict is not None:
            bar = self.query_one(RatingBar)
            keys = {rating: self.key_for(f"practice.{rating.word}") for rating in Rating}
            bar.offer(self._view.previews, self._verdict.suggestion, self.room.settings.buttons, keys)
        self.refresh_bindings()

    async def action_rate(self, rating: int) -> None:
        """Rate the card."""
        await self._grade(Rating(rating))

    @on(RatingChosen)
    async def _rating_clicked(self, event: RatingChosen) -> None:
        await self._grade(event.rating)

    async def _grade(self, rating: Rating) -> None:
        verdict, reply, took_ms = self._verdict, self._reply, self._took_ms()
        if verdict is not None:
            await self._sitting.carry_out(
                lambda drill: drill.grade(rating, took_ms, verdict, reply),
                "Your last rating was not kept.",
                travels=False,
            )

    def _why(self) -> str:
        """Return the reason for the answer on the screen; before the reveal, for the one given last."""
        view = self._view if self.revealed else self._sitting.answered
        if view is None or self._view is None or (view.key == self._view.key and not self.revealed):
            return ""  # of a card that is asked again at once it would give the answer away
        return view.question.why

    def action_why(self) -> None:
        """Show the reason again: on a long card it may stand below the fold, or the card may be answered."""
        self.hush()
        if not self.revealed:
            self.say(self._why(), "why, of the card before")
        elif self.query_one("#card").region.contains_region(self.query_one("#why").region):
            self.query_one(CardPane).point_at_why()
        else:
            self.query_one("#why").scroll_visible(animate=False)

    def action_no_why(self) -> None:
        """Say why there is no reason to show."""
        if self._view is None:
            return
        self.hush()
        self.say("This card gives no reason." if self.revealed else "The reason comes with the answer.")

    def action_no_undo(self) -> None:
        """Say that there is nothing to undo."""
        self.hush()
        self.say("There is no answer left to take back.")

    async def action_suspend(self) -> None:
        """Leave the card out of practice from now on, and go on with the next."""
        said = f"Suspended. {self.key_for('practice.undo')} takes it back."
        await self._sitting.carry_out(lambda drill: drill.suspend(), "The card was not suspended.", said=said)

    async def action_undo(self) -> None:
        """Take the last answer back."""
        await self._sitting.carry_out(lambda drill: drill.undo(), "Your last answer was not taken back.")

    @on(UndoAsked)
    async def _undo_clicked(self) -> None:
        await self.action_undo()

    async def action_redo(self) -> None:
        """Bring back the answer that was taken back last."""
        await self._sitting.carry_out(lambda drill: drill.redo(), "Your answer was not brought back.")

    async def action_stop(self) -> None:
        """End the session here."""
        await self._sitting.stop()

    async def action_edit(self) -> None:
        """Open the card at its line; where an option or a point is lettered e, `e` chooses that."""
        view = self._view
        if view is None:
            return
        lettered = len(view.question.options) if not self.revealed else len(view.question.points)
        if lettered >= LETTERS.index("e") + 1:
            await self.action_letter("e")
        else:
            await self.action_open_editor()

    async def action_open_editor(self) -> None:
        """Open the card's file at its line, in the person's editor."""
        if self._view is not None and await self._sitting.has_begun():
            await edit_card(self, self._view.key, self._show_as_edited)

    async def _show_as_edited(self) -> None:
        """Show the card in its new words, its answer too if that was seen; what was ticked is asked anew."""
        answered, reply = self.revealed, self._reply
        anew = await self._sitting.look_again()
        if anew and answered and self._view is not None and self._view.question.form not in POSED_ANEW:
            await self._reveal(reply)
