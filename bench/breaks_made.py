"""The places that are broken on purpose, and the tests that must see it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class Break(Struct, frozen=True):
    """One edit that does harm.

    Args:
        file: in the tree.
        old: what stands there, exactly once.
        new: what takes its place.
        tests: as pytest names them; each alone must turn red.
    """

    file: str
    old: str
    new: str
    tests: tuple[str, ...]


CONTENT_FILE = "tests/hostile/test_hostile_corpus.py::test_a_content_file_is_told_at_the_right_places"

BREAKS: Mapping[str, Break] = {
    "next-card-before-commit": Break(
        "csmdrill/cli/plain.py",
        "            return drill.grade(rating, took, verdict, reply), None\n",
        "            if drill._session.fresh:\n"
        "                output.data(drill._store.card(drill._session.fresh[0].key).card.prompt)\n"
        "            return drill.grade(rating, took, verdict, reply), None\n",
        (
            "tests/cli/test_plain.py::test_an_answer_is_on_the_disk_before_the_next_question_is_shown",
            "tests/terminal/test_sigkill.py",
        ),
    ),
    "fuzz-unseeded": Break(
        "csmdrill/practice/memory.py",
        '    digest = hashlib.sha256(f"{key}:{reps}".encode()).digest()\n',
        "    import secrets\n\n    digest = secrets.token_bytes(32)\n",
        ("tests/practice/test_memory.py::test_fuzz_is_the_same_on_every_machine",),
    ),
    "rollover-ignored": Break(
        "csmdrill/core/clock.py",
        "    lived = local.date() if local.hour >= rollover else local.date() - timedelta(days=1)\n",
        "    lived = local.date()\n",
        (
            (
                "tests/property/test_calendar_grid.py"
                "::test_who_practises_daily_at_an_hour_has_each_study_day_once"
            ),
        ),
    ),
    "escape-not-removed": Break(
        "csmdrill/core/text.py",
        '    return _UNSAFE.sub(REPLACEMENT, text).replace("\\t", " ")\n',
        '    return text.replace("\\t", " ")\n',
        (
            "tests/terminal/test_bytes.py::test_nothing_but_our_own_sequences_reaches_the_terminal",
            "tests/cli/test_injection_output.py::test_every_way_of_printing_makes_each_string_safe",
        ),
    ),
    "escape-loaded": Break(
        "csmdrill/content/reading.py",
        "        if style == '\"' and not is_safe(text):\n",
        "        if False:\n",
        (f"{CONTENT_FILE}[decks/c1-escaped.yaml]",),
    ),
    "anchor-allowed": Break(
        "csmdrill/content/reading.py",
        "        if event.anchor is not None:\n",
        "        if False:\n",
        (f"{CONTENT_FILE}[decks/anchor-in-card.yaml]",),
    ),
    "undo-forgets-the-queue": Break(
        "csmdrill/practice/session.py",
        "        step.board,\n        box_ms=session.box_ms,\n        past=session.past[:-1],\n",
        "        session,\n        current=step.board.current,\n        past=session.past[:-1],\n",
        (
            "tests/services/test_practise.py::test_undo_brings_card_queue_and_time_back_and_redo_the_answer",
            "tests/practice/test_session.py::test_undo_brings_back_card_queue_time_and_siblings",
        ),
    ),
    "begin-deferred": Break(
        "csmdrill/storage/engine.py",
        '"BEGIN IMMEDIATE" if writes else "BEGIN"',
        '"BEGIN"',
        (
            "tests/storage/test_opening.py::test_a_write_takes_its_lock_before_it_reads",
            "tests/terminal/test_sigkill.py",
        ),
    ),
    "id-from-the-text": Break(
        "csmdrill/content/identity.py",
        '        family = f"{deck}/{card.id}"\n',
        "        family = f\"{deck}/{content_hash(card, '')}\"\n",
        ("tests/property/test_identity_histories.py::test_histories_follow_their_cards",),
    ),
    "fsync-off": Break(
        "csmdrill/storage/engine.py",
        '    "synchronous = FULL",\n',
        '    "synchronous = OFF",\n',
        ("tests/storage/test_opening.py::test_a_write_is_durable_by_the_connection_rules",),
    ),
    "problem-without-column": Break(
        "csmdrill/content/nodes.py",
        '    return text.count("\\n", 0, index) + 1, index - text.rfind("\\n", 0, index)\n',
        '    return text.count("\\n", 0, index) + 1, 1\n',
        (f"{CONTENT_FILE}[packs/climbing.yaml]",),
    ),
    "replay-of-the-current-file": Break(
        "csmdrill/services/kept.py",
        "    texts = workspace.store.sources_of([source, rubric_source])\n",
        "    texts = dict(workspace.store.sources_of([source, rubric_source]))\n"
        '    kept = scenario_of(texts.get(source, ""))\n'
        "    current = workspace.home.scenarios / f\"{kept.id if kept else ''}.scenario.yaml\"\n"
        "    if current.is_file():\n"
        '        texts[source] = current.read_text(encoding="utf-8")\n',
        (
            (
                "tests/property/test_roleplay_stored.py"
                "::test_a_stored_attempt_replays_to_the_log_that_was_played_whatever_became_of_its_file"
            ),
        ),
    ),
    "run-in-counted": Break(
        "csmdrill/skills/series.py",
        "        counted=_even(mine, rated)[own_run_in:],\n",
        "        counted=_even(mine, rated),\n",
        (
            (
                "tests/skills/test_level.py"
                "::test_the_first_two_benchmarks_never_count_and_the_next_six_are_the_baseline"
            ),
        ),
    ),
}
