"""A session in plain lines: for pipes, logs and screen readers."""

from __future__ import annotations

import time
from collections.abc import Sequence

from csmdrill.cli import output
from csmdrill.core.errors import ContentUnreadable, NothingToUndo
from csmdrill.practice.judging import chosen, judge, judge_moment
from csmdrill.practice.model import Question, Rating, Verdict
from csmdrill.services import library
from csmdrill.services.plan import Plan, planned_drill, planned_scope, why_none_chosen
from csmdrill.services.practise import Drill
from csmdrill.services.today import left_out, why_nothing
from csmdrill.services.views import CardView, SummaryView
from csmdrill.services.warm_up import warm_up_name
from csmdrill.services.wording import (
    counted,
    option_words,
    outlook_words,
    passed_over_words,
    right_option,
    warm_up_words,
)
from csmdrill.services.workspace import Workspace
from csmdrill.storage.queries import Scope

UNDO, QUIT = "u", "q"
EXPECTED = {"letter": "one of the options", "letters": "an order", "number": "a number"}


def practise_plainly(workspace: Workspace, plan: Plan) -> None:
    """Run one session over stdin and stdout.

    Args:
        workspace: the open workspace; decks named on the command line are the only ones practised.
        plan: what to practise, and for how long.

    Raises:
        ContentUnreadable: the decks that were named have no card.
    """
    library.refresh(workspace)
    if workspace.store.simulated:
        output.data(f"Practice clock: {workspace.local_time()}")
    scope = planned_scope(workspace, plan)
    drill = planned_drill(workspace, plan, scope)
    if plan.cram:
        output.data("For practice only: no due date changes.")
    if plan.warm_up is not None:
        output.data(warm_up_words(warm_up_name(workspace, plan.warm_up)))
    view = drill.view()
    if view is None and plan.on_purpose:
        output.data(why_none_chosen(workspace, plan))
        return
    if view is None:
        _tell_nothing(workspace, scope, plan.new)
        return
    broken = left_out(workspace, scope)
    if broken:
        output.talk(broken)
    offered = tuple(Rating) if workspace.settings.buttons == 4 else (Rating.AGAIN, Rating.GOOD)
    reason = None
    while view is not None:
        view, reason = _one_card(drill, view, offered)
        if reason is not None:
            break
    _tell_summary(drill.finish(reason))


def _tell_nothing(workspace: Workspace, scope: Scope, new: int | None) -> None:
    """Say why there is no card.

    Raises:
        ContentUnreadable: the decks that were named have none at all, whatever is due.
    """
    why = why_nothing(workspace, scope, new)
    named = Scope(deck_paths=scope.deck_paths)
    if named.deck_paths and not workspace.store.counts(workspace.now().day, named).live:
        raise ContentUnreadable(why, "csmdrill check, with its path, tells what is wrong.")
    output.data(why)


def _one_card(drill: Drill, view: CardView, offered: Sequence[Rating]) -> tuple[CardView | None, str | None]:
    """Ask one card. Returns the next one, and why the session stops if it does.

    Args:
        drill: the session.
        view: the card.
        offered: the ratings that are told; all four are taken.
    """
    begun = time.monotonic()
    _tell_question(view)
    while True:
        reply = output.ask("answer> ")
        if reply is None or reply.strip() == QUIT:
            return view, "stopped"
        if reply.strip() == UNDO:
            return _undo(drill, view), None
        verdict = judge(view.question, reply)
        if not (verdict.unclear and output.somebody_types()):
            break
        output.text(verdict.note)
    late = view.question.form == "moment" and (time.monotonic() - begun) * 1000 > view.question.clock_ms
    if late or view.question.silent:
        verdict = judge_moment(view.question, 0, late)
    _tell_answer(view.question, verdict, reply)
    if view.note:
        output.text(f"note: {view.note}")
    while True:
        line = output.ask(f"rating [{verdict.suggestion.value}]> ")
        if line is None or line.strip() == QUIT:
            return view, "stopped"
        if line.strip() == UNDO:
            return _undo(drill, view), None
        rating = _rating(line.strip(), verdict)
        if rating is not None:
            took = round((time.monotonic() - begun) * 1000)
            output.data(f"{rating.word}: {view.previews[rating]}")
            return drill.grade(rating, took, verdict, reply), None
        words = [f"{each.value} {each.word}" for each in offered]
        output.data(f"A rating is {', '.join(words[:-1])} or {words[-1]}.")


def _rating(line: str, verdict: Verdict) -> Rating | None:
    if not line:
        return verdict.suggestion
    return Rating(int(line)) if line in ("1", "2", "3", "4") else None


def _undo(drill: Drill, view: CardView) -> CardView | None:
    try:
        back = drill.undo()
    except NothingToUndo as error:
        output.data(error.sentence)
        return view
    output.data("Taken back.")
    return back


def _tell_question(view: CardView) -> None:
    question = view.question
    output.data()
    if view.passed_over:
        output.data(passed_over_words(view.passed_over))
    changed = " · changed since you last saw it" if view.changed else ""
    to_go = f" · {view.to_go} to go" if view.to_go else ""
    output.data(f"{view.heading} · {question.kind}{to_go}{changed}")
    if question.form == "moment":
        output.text(f"{question.who}: {question.prompt}")
        output.data(f"You have {question.clock_ms // 1000} seconds.")
    else:
        output.text(question.prompt)
    for option in question.options:
        output.text(f"  {option.letter}  {option.text}")


def _tell_answer(question: Question, verdict: Verdict, reply: str) -> None:
    if verdict.unclear:
        output.text(f"Not read as {EXPECTED[question.form]}. {verdict.note}")
    elif verdict.right is not None:
        output.data("Right." if verdict.right else "Not right.")
    right = right_option(question)
    picked = chosen(question, reply) if right is not None else None
    if picked is not None and not picked.right:
        output.text(option_words(picked))
    elif verdict.note and not verdict.unclear:
        output.text(verdict.note)
    if question.form == "moment":
        output.text(f"strong: {question.answer}")
        output.text(f"weak: {question.weak}")
    else:
        output.text(question.answer if right is None else option_words(right))
    if question.points:
        output.data(f"Good means {question.need} of {len(question.points)}:")
        for point in question.points:
            output.text(f"- {point}")
    if question.why:
        output.text(f"why: {question.why}")


def _tell_summary(view: SummaryView) -> None:
    output.data()
    first = {"time": "Time.", "done": "Done.", "stopped": "Stopped."}[view.reason]
    output.data(f"{first} {counted(view.answered, 'answer')}, {view.again} again, {view.introduced} new.")
    for missed in view.missed:
        output.data(f"again: {missed.prompt.splitlines()[0]}")
    if view.gone:
        output.data(passed_over_words(view.gone))
    output.data(outlook_words(view))
