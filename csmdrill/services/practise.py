"""A drill from the first card to the summary: rules and store joined, one durable answer at a time."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence

import msgspec

from csmdrill.core.clock import Moment
from csmdrill.core.errors import NothingToUndo
from csmdrill.practice import session as rules
from csmdrill.practice.model import Memory, Phase, Rating, Verdict
from csmdrill.practice.queue import DueCard, NewCard, arrange
from csmdrill.practice.session import Session, Ticket
from csmdrill.services.pace import slow_pace
from csmdrill.services.shown import CANDIDATES, MINUTE_MS, Shown, order_seed, shown, view_of
from csmdrill.services.today import Load, load
from csmdrill.services.views import Ahead, CardView, Missed, SummaryView
from csmdrill.services.wording import answer_words, interval_words
from csmdrill.services.workspace import Workspace
from csmdrill.storage.facts import FactRef, ReviewDraft, SuspendPayload
from csmdrill.storage.queries import EVERYTHING, DueRow, NewRow, Scope
from csmdrill.storage.stored import StoredCard

Standing = tuple[int, str]
UNCHANGED = "unchanged"
"""When a card comes back that is practised without effect."""


class Drill:
    """One session of practice; nothing is recorded of one that is left before its first answer.

    Args:
        workspace: the open workspace; its deck files have been read.
        minutes: length of the session; None means the person's setting.
        scope: which cards; everything by default.
        extra_new: new cards on top of the day's; 0 means none at all, None the day's.
        cram: practise all these cards, due or not, without effect on their due dates.
        keys: practise these cards, due or not; None means what the day asks for.
    """

    def __init__(
        self,
        workspace: Workspace,
        minutes: int | None = None,
        scope: Scope = EVERYTHING,
        extra_new: int | None = None,
        cram: bool = False,
        keys: Sequence[str] | None = None,
    ) -> None:
        self._workspace = workspace
        self._store = workspace.store
        self._scope = scope
        self._cram = cram
        self._keys = keys
        self._on_purpose = cram or keys is not None
        self._asked: dict[str, str] = {}
        self._id = uuid.uuid4().hex
        self._model = workspace.model()
        self._missed: dict[str, Missed] = {}
        self._taken_back: set[str] = set()
        self._told: Standing | None = None
        self._begun = False
        self._passed_over = 0
        now = workspace.now()
        self._no_new = extra_new == 0
        work = load(workspace, scope, extra_new)
        self._behind = work.behind and not self._on_purpose
        self._met: set[str] = set()
        self._since = now
        self._box = minutes or workspace.settings.minutes
        self._slow_ms = round(slow_pace(workspace, now.day) * 1000)
        self._session = self._begin(self._box * MINUTE_MS, now, work)
        self._shown = self._pose_current(now)

    def view(self) -> CardView | None:
        """Return the card to show, or None when the session is over."""
        return None if self._shown is None else self._card_view(self._shown, self._workspace.now())

    def look_again(self) -> CardView | None:
        """Return the card to show as its deck has it now: after it was edited, or has left its deck."""
        self._shown = self._pose_current(self._workspace.now())
        return self.view()

    def grade(self, rating: Rating, took_ms: int, verdict: Verdict, reply: str = "") -> CardView | None:
        """Keep an answer durably and return the next card.

        Args:
            rating: what the person chose.
            took_ms: time from question to rating.
            verdict: how the reply was judged; its suggestion is recorded beside the rating.
            reply: what was typed; kept apart from the facts, where it can be erased.
        """
        if self._shown is None:
            return None
        now = self._workspace.now()
        stored = self._shown.stored
        draft = ReviewDraft(
            key=stored.key,
            hash=stored.hash,
            revision=stored.revision,
            competency=stored.competency,
            rating=rating,
            took_ms=took_ms,
            session=self._id,
            suggested=verdict.suggestion,
            typed=reply or None,
            scheduled=not self._cram,
        )
        self._record_start()
        recorded = self._store.record_review(draft, now, self._model)
        token = str(recorded.ref)
        self._asked[token] = stored.key
        if recorded.before is None and not self._cram:
            self._met.add(token)
        if rating is Rating.AGAIN:
            question = self._shown.question
            self._missed[token] = Missed(stored.key, question.prompt, answer_words(question))
        after = for_practice_only(recorded.after, rating, now) if self._cram else recorded.after
        self._session = rules.answer(self._session, rating, after, took_ms, now.at, token)
        return self._next_view(now)

    def suspend(self) -> CardView | None:
        """Leave the card on the screen out from now on and return the next one; `undo` takes it back."""
        if self._shown is None:
            return None
        now = self._workspace.now()
        said = SuspendPayload(on=True, group=uuid.uuid4().hex)
        (ref,) = self._store.handle([self._shown.stored.key], said, now)
        self._session = rules.leave_out(self._session, now.at, str(ref))
        return self._next_view(now)

    def undo(self) -> CardView | None:
        """Take the last answer back; its card is shown again, and the queue is as it was.

        So it is where the answer was taken back elsewhere; then it cannot be brought back here.

        Raises:
            NothingToUndo: no answer of this session is left to take back.
        """
        if not self._session.past:
            raise NothingToUndo("There is no answer left to take back.")
        now = self._workspace.now()
        token = self._session.past[-1].token
        try:
            taken_back = str(self._store.undo(FactRef.parse(token), now))
        except NothingToUndo:  # by another terminal or another home
            taken_back = None
        self._taken_back.add(token)
        self._session = rules.undo(self._session, taken_back)
        return self._next_view(now)

    def redo(self) -> CardView | None:
        """Bring back the answer that was taken back last.

        Raises:
            NothingToUndo: nothing was taken back, or another answer has been given since.
        """
        if not self._session.future:
            raise NothingToUndo("There is no answer left to bring back.")
        now = self._workspace.now()
        step = self._session.future[-1]
        self._store.undo(FactRef.parse(step.undone_by), now)
        self._taken_back.discard(step.token)
        self._session = rules.redo(self._session)
        return self._next_view(now)

    def more(self, minutes: int) -> CardView | None:
        """Go on for some more minutes; returns the next card, or None when there is none."""
        now = self._workspace.now()
        self._session = rules.more(self._session, minutes * MINUTE_MS, now.at)
        if (self._session.current or self._brought_back(now)) is None:
            self._session = self._refilled(now)
        return self._next_view(now)

    def finish(self, reason: str | None = None) -> SummaryView:
        """Record the end of the session, see `end`, and return what to say about it."""
        ended = self.end(reason)
        work = load(self._workspace)
        tomorrow = load(self._workspace, days_ahead=1)
        return SummaryView(
            reason=ended,
            answered=self._session.answered,
            again=self._session.again,
            hard=self._session.hard,
            easy=self._session.easy,
            introduced=len(self._met - self._taken_back),
            spent_ms=self._session.spent_ms,
            missed=self._standing_missed(),
            due=work.due,
            new=work.new,
            due_tomorrow=tomorrow.counts.due,
            undoable=bool(self._session.past),
            today=ahead(work),
            tomorrow=ahead(tomorrow),
            box=self._workspace.settings.minutes,
            gone=len(self._session.gone),
        )

    def end(self, reason: str | None = None) -> str:
        """Record the end of a session whose beginning is recorded; returns why it ended.

        The end recorded last holds what stands: undone from the summary and answered otherwise, it is
        recorded anew; where nothing has changed since, it is not.

        Args:
            reason: `stopped` when the person ends it; None means as the session ended itself.
        """
        ended = reason or self._session.ended or "stopped"
        standing = _standing(self._session)
        if self._begun and standing != self._told:
            self._store.end_session(self._id, self._workspace.now(), self._session.answered, ended)
            self._told = standing
        return ended

    def _record_start(self) -> None:
        """Record that the session began, where that is not recorded yet."""
        if not self._begun:
            self._store.start_session(self._id, self._since, self._box, self._scope)
            self._begun = True

    def _standing_missed(self) -> tuple[Missed, ...]:
        """Return the cards rated Again by answers that stand, each once."""
        standing = (missed for token, missed in self._missed.items() if token not in self._taken_back)
        return tuple({missed.key: missed for missed in standing}.values())

    def _begin(self, box_ms: int, now: Moment, work: Load) -> Session:
        if self._on_purpose:
            return rules.start(self._chosen(now), (), box_ms, now.at, self._slow_ms)
        queue = self._queue(now, work)
        learning = [
            Ticket(row.key, row.family, new=False, due_at=row.memory.due_at)
            for row in self._store.learning_cards(now.day, self._scope)
        ]
        return rules.start(queue, learning, box_ms, now.at, self._slow_ms)

    def _queue(self, now: Moment, work: Load) -> tuple[Ticket, ...]:
        store, scope = self._store, self._scope
        due = store.due_cards(now.day, CANDIDATES, scope)
        seen = store.families_seen(now.day)
        if work.early:
            due = due + store.early_cards(now.day, work.early, scope)
        new = store.new_cards(now.day, CANDIDATES, scope)
        return self._arranged(now, due, new, behind=work.behind, new_left=work.new, seen=seen)

    def _chosen(self, now: Moment) -> tuple[Ticket, ...]:
        """Return the cards that were asked for, due or not, but for those answered in this session."""
        answered = {key for token, key in self._asked.items() if token not in self._taken_back}
        due, new = self._store.chosen_cards(now.day, CANDIDATES, self._scope, self._keys)
        known = [row for row in due if row.key not in answered]
        fresh = [row for row in new if row.key not in answered]
        return self._arranged(now, known, fresh, behind=False, new_left=len(fresh), seen=())

    def _arranged(
        self,
        now: Moment,
        due: Sequence[DueRow],
        new: Sequence[NewRow],
        *,
        behind: bool,
        new_left: int,
        seen: Collection[str],
    ) -> tuple[Ticket, ...]:
        return arrange(
            [DueCard(row.key, row.family, row.memory, row.changed) for row in due],
            [NewCard(row.key, row.family, row.position, row.competency) for row in new],
            behind=behind,
            new_left=new_left,
            seen_families=seen,
            seed=order_seed(self._store.person, now.day),
            day=now.day,
            model=self._model,
        )

    def _refilled(self, now: Moment) -> Session:
        """Return the ended session with what has become due since it began."""
        work = load(self._workspace, self._scope, 0 if self._no_new else None)
        again = self._begin(self._session.box_ms, now, work)
        return msgspec.structs.replace(
            again,
            spent_ms=self._session.spent_ms,
            answered=self._session.answered,
            again=self._session.again,
            hard=self._session.hard,
            easy=self._session.easy,
            past=self._session.past,
            gone=self._session.gone,
        )

    def _pose_current(self, now: Moment) -> Shown | None:
        """Pose the session's current card; one that has left the decks meanwhile is passed over.

        What was passed over is looked for again once all others are done: a deck that could not be read may
        have been mended. One that was suspended or buried meanwhile, in another terminal, does not
        come either.
        """
        self._passed_over = 0
        while (ticket := self._session.current or self._brought_back(now)) is not None:
            stored = self._in_decks(ticket.key)
            if stored is None:
                self._session = rules.drop(self._session, now.at)
                self._passed_over += 1
            elif stored.suspended or stored.buried_day == now.day:
                self._session = rules.skip(self._session, now.at)
            else:
                return shown(stored, now.day)
        return None

    def _next_view(self, now: Moment) -> CardView | None:
        """Pose the session's current card and return what to show of it, at the time of what led to it."""
        self._shown = self._pose_current(now)
        return None if self._shown is None else self._card_view(self._shown, now)

    def _brought_back(self, now: Moment) -> Ticket | None:
        """Go on with the cards passed over that are in the decks again; returns the one to ask."""
        keys = [ticket.key for ticket in self._session.gone if self._in_decks(ticket.key)]
        self._session = rules.bring_back(self._session, keys, now.at)
        return self._session.current

    def _in_decks(self, key: str) -> StoredCard | None:
        """Return a card that some deck file has now."""
        stored = self._store.card(key, self._scope.deck_paths)
        return stored if stored is not None and stored.live else None

    def _card_view(self, card: Shown, now: Moment) -> CardView:
        stored = card.stored
        memories = self._model.preview(stored.key, stored.memory, now)
        return view_of(
            card,
            self._session,
            {
                rating: UNCHANGED
                if self._cram and rating is not Rating.AGAIN
                else interval_words(for_practice_only(memory, rating, now) if self._cram else memory, now)
                for rating, memory in memories.items()
            },
            behind=self._behind,
            passed_over=self._passed_over,
            note=self._store.note_of(stored.key) if stored.noted else "",
            cram=self._cram,
        )


def for_practice_only(after: Memory, rating: Rating, now: Moment) -> Memory:
    """Return what tells a session without effect when its card comes back: soon after Again, else never."""
    if rating is Rating.AGAIN:
        soon = now.at + MINUTE_MS
        return msgspec.structs.replace(after, phase=Phase.LEARNING, step=0, due_day=now.day, due_at=soon)
    return msgspec.structs.replace(after, phase=Phase.REVIEW, step=None, due_at=None)


def ahead(work: Load) -> Ahead:
    """Return a day's work as it is told."""
    return Ahead(work.due, work.new, work.minutes, work.behind)


def _standing(session: Session) -> Standing:
    """Return what tells one state of a session's answers from another: their number and the last of them."""
    return session.answered, session.past[-1].token if session.past else ""
