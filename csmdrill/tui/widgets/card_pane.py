"""A card: what is asked, where one replies, and after the reveal what was right and why."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from csmdrill.practice.model import Option, Question, Verdict
from csmdrill.services.wording import right_option
from csmdrill.tui.safe import plain, prose
from csmdrill.tui.widgets.line_input import SafeInput
from csmdrill.tui.widgets.moment_pane import MomentPane
from csmdrill.tui.widgets.option_row import OptionRow

ROWS = 8
PLACEHOLDERS = {
    "text": "type the answer, enter reveals",
    "number": "a number, enter reveals",
    "letters": "each letter once, in order",
    "moment": "reply here, or say it aloud; then enter",
}
HINTS = {
    "aloud": "Say your answer aloud, then press {reveal}.",
    "points": "Say your answer aloud, then press {reveal} and tick the points you made.",
    "letter": "Press the letter of your answer.",
}


class ReplyInput(SafeInput):
    """The line for a typed reply; its key is named in the footer."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "Reveal")]


class CardPane(Vertical):
    """Shows one card before and after its reveal."""

    def __init__(self) -> None:
        super().__init__()
        self._said = ""

    def compose(self) -> ComposeResult:
        """Lay out every part; those that a card does not need are hidden."""
        yield Static("changed since you last saw it", id="changed")
        yield MomentPane()
        yield Static(id="prompt")
        for _ in range(ROWS):
            yield OptionRow(classes="option")
        yield ReplyInput(id="reply", max_length=4000, compact=True, select_on_focus=False)
        yield Static(id="hint")
        yield Static(id="verdict")
        yield Static(id="answer")
        for _ in range(ROWS):
            yield OptionRow(classes="point")
        yield Static(id="why")
        yield Static(id="note")

    def ask(self, question: Question, reveal_key: str, changed: bool = False) -> None:
        """Show the question and where to reply, and whether it says something else than the last time."""
        self.query_one("#changed").display = changed
        self.query_one("#why").remove_class("-here")
        self.query_one(MomentPane).ask(question)
        self._part("prompt", plain("") if question.form == "moment" else prose(question.prompt))
        for row in self.query(OptionRow):
            row.display = False
        for row, option in zip(self.query(".option").results(OptionRow), question.options, strict=False):
            row.show(option.letter, option.text)
        self._part("hint", plain(HINTS.get(question.form, "").format(reveal=reveal_key), "dim"))
        for part in ("verdict", "answer", "why", "note"):
            self._part(part, plain(""))
        reply = self.query_one("#reply", Input)
        reply.display = question.form in PLACEHOLDERS
        if reply.display:
            reply.value = ""
            reply.disabled = False
            reply.placeholder = PLACEHOLDERS[question.form]
            reply.focus()
        else:
            self.screen.set_focus(self.screen.query_one("#card"))

    def point_at_why(self) -> None:
        """Show where the reason stands, for someone who asks for it and has it on the screen."""
        self.query_one("#why").add_class("-here")

    def unclear(self, note: str) -> None:
        """Say why a reply could not be read; it stays to be mended."""
        self._part("hint", plain(note, "$warning"))

    def reveal(self, question: Question, verdict: Verdict, reply: str, note: str = "") -> None:
        """Show the answer, what was right, and why; and what the person noted about the card."""
        self.query_one("#reply", Input).disabled = True
        self._part("hint", plain(""))
        self._part("verdict", verdict_line(question, verdict, reply))
        self._mark_options(question, reply)
        self._part("answer", answer_text(question))
        self._part(
            "why", Content.assemble(("why  ", "$accent"), prose(question.why)) if question.why else plain("")
        )
        self._part("note", Content.assemble(("note  ", "$accent"), plain(note)) if note else plain(""))
        if question.form == "points":
            self.tick(question, (), "Tick what you said.")
        elif question.form == "moment":
            self.query_one(MomentPane).stop()
            self._said = reply.strip()
            self.query_one("#reply", Input).display = False  # it would show but the end of a long line
            self.tick(question, (), verdict.note)

    def tick(self, question: Question, ticked: Collection[str], note: str) -> None:
        """Show the points of a good reply, those made with a tick, and what they amount to."""
        self._part("verdict", _replies(question, self._said) if question.form == "moment" else plain(""))
        needed = (f"Good means {question.need} of {len(question.points)}. ", "bold")
        self._part("answer", Content.assemble(needed, plain(note, "not bold")))
        rows = self.query(".point").results(OptionRow)
        for row, letter, point in zip(rows, "abcdefgh", question.points, strict=False):
            made = letter in ticked
            row.show(letter, point, "[x]" if made else "[ ]", "right" if made else "")

    def _mark_options(self, question: Question, reply: str) -> None:
        if question.form != "letter":
            return
        chosen = reply.strip().casefold()
        for row, option in zip(self.query(".option").results(OptionRow), question.options, strict=False):
            if option.right:
                row.show(option.letter, option.text, "✓", "right")
            elif option.letter == chosen:
                row.show(option.letter, option.text, "✗", "wrong")
            else:
                row.show(option.letter, option.text, " ")

    def _part(self, name: str, content: Content) -> None:
        part = self.query_one(f"#{name}", Static)
        part.update(content)
        part.display = bool(content.plain)


def verdict_line(question: Question, verdict: Verdict, reply: str) -> Content:
    """Return whether a reply was right, in a sign and a word; nothing where only the person can tell."""
    if verdict.right is None:
        return plain(verdict.note)
    sign = ("✓ Right. ", "$success bold") if verdict.right else ("✗ Not right. ", "$error bold")
    picked = [option for option in question.options if option.letter == reply and not verdict.right]
    return Content.assemble(sign, reason(picked[0]) if picked else prose(verdict.note))


def answer_text(question: Question) -> Content:
    """Return the answer; of an option, which is marked already, only what is said for it."""
    right = right_option(question)
    if right is None:
        return prose(question.answer)
    return reason(right).stylize_before("not bold")


def _replies(question: Question, said: str) -> Content:
    yours = Content.assemble(("you     ", "$accent bold"), plain(said), "\n") if said else plain("")
    strong = Content.assemble(("strong  ", "$success bold"), prose(question.answer))
    return Content.assemble(yours, strong, "\n", ("weak    ", "$error bold"), prose(question.weak))


def reason(option: Option) -> Content:
    """Return what is said for or against an option, after its name; nothing where nothing is said."""
    if not option.because:
        return plain("")
    return Content.assemble(prose(option.text), " – ", prose(option.because))
