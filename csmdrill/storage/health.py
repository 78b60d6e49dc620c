"""The doctor's look at a store: the file, the facts, the state made from them, and the rebuilding of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec
from sqlalchemy import Connection, func, select

from csmdrill.storage import tables
from csmdrill.storage.contents import wrong_cards
from csmdrill.storage.fold import FOLD_VERSION, model_cache
from csmdrill.storage.form import NEEDED, form_faults, meta_faults, missing_tables, other_columns
from csmdrill.storage.log import write_meta
from csmdrill.storage.sources import spoilt_sources, unexplained
from csmdrill.storage.state import CARD, Replay, dump_kept, dump_of, replay, write_replay
from csmdrill.storage.wholeness import Spoilt, gaps, how_many, late_numbers, spoilt_facts, stray_texts

MOST_NAMED = 5


class Finding(msgspec.Struct, frozen=True):
    """Something that is wrong: which check found it, and a sentence."""

    name: str
    detail: str


class RebuildReport(msgspec.Struct, frozen=True):
    """What a rebuild did.

    Args:
        facts: facts about cards that were replayed.
        cards: cards with a memory.
        changed: the state was not what the facts say, and is now.
    """

    facts: int
    cards: int
    changed: bool


def check(connection: Connection, deep: bool) -> list[Finding]:
    """Return everything that is wrong.

    Args:
        connection: in a reading transaction.
        deep: read every page and every fact, and replay them.
    """
    findings = [*file_findings(connection, deep), *_form(connection)]
    if missing_tables(connection):
        return findings  # without them nothing else can be asked
    if deep:
        spoilt = spoilt_facts(connection)
        findings += [*_facts(spoilt), *_cards(connection)]
        if spoilt:
            return findings  # what hangs on the facts cannot be told before they are mended
        findings += [*_texts(connection), *_sources(connection), *_state(connection)]
    return [*findings, *_meta(connection), *_numbering(connection)]


def rebuild(connection: Connection) -> RebuildReport:
    """Replay all facts and write the state anew if it is another; a second time changes nothing."""
    made = replay(connection, model_cache())
    changed = list(dump_kept(connection)) != list(dump_of(made))
    if changed:
        write_replay(connection, made)
    write_meta(connection, fold_version=str(FOLD_VERSION))
    return RebuildReport(made.facts, len(made.cards), changed)


def totals(connection: Connection) -> tuple[int, int]:
    """Return the number of facts and of cards with a memory."""
    facts = connection.scalar(select(func.count()).select_from(tables.fact)) or 0
    if "card" in missing_tables(connection):
        return facts, 0
    cards = connection.scalar(select(func.count()).select_from(tables.card).where(CARD.phase > 0)) or 0
    return facts, cards


def file_findings(connection: Connection, deep: bool) -> list[Finding]:
    """Return what SQLite says against the file, and tables that are not csmdrill's."""
    pragma = "integrity_check" if deep else "quick_check"
    said = [str(line) for (line,) in connection.exec_driver_sql(f"PRAGMA {pragma}") if line != "ok"]
    found = [Finding("file", f"SQLite says: {line}.") for line in said]
    gone = sorted(missing_tables(connection).intersection(NEEDED))
    found += [Finding("file", f"The table {name}, which cannot be made anew, is missing.") for name in gone]
    other = other_columns(connection)
    return found + [Finding("file", f"The table {name} has other columns than it should.") for name in other]


def differences(connection: Connection, made: Replay) -> dict[str, int]:
    """Return how many lines of the state are not what the facts make of it, by the defect's name."""
    kept_lines, made_lines = set(dump_kept(connection)), set(dump_of(made))
    found: Counter[str] = Counter()
    for line in kept_lines ^ made_lines:
        found[_STATES.get(str(msgspec.json.decode(line)[0]), "card-state")] += 1
    rows = connection.execute(select(tables.rename)).all()
    kept = {(row.device_id, row.seq, row.old, row.new) for row in rows}
    right = {(ref.device_id, ref.seq, said.old, said.new) for ref, said in made.renames.items()}
    found["rename-state"] = len(kept ^ right)
    return {name: found[name] for name in _SENTENCES if found[name]}


_STATES = {"card": "card-state", "day": "day-state", "setting": "setting-state", "leave": "leave-state"}
_SENTENCES = {
    "card-state": "What is remembered of cards",
    "day-state": "The tally of days",
    "setting-state": "What the settings are",
    "leave-state": "When you are on leave",
    "rename-state": "Which card was renamed into which",
}


def _form(connection: Connection) -> Iterator[Finding]:
    for sentence in form_faults(connection):
        yield Finding("schema", sentence)


def _meta(connection: Connection) -> Iterator[Finding]:
    for sentence in meta_faults(connection):
        yield Finding("meta", sentence)


def _numbering(connection: Connection) -> Iterator[Finding]:
    for device_id, ranges in gaps(connection).items():
        missing = how_many({device_id: ranges})
        count = "1 fact is" if missing == 1 else f"{missing} facts are"
        named = _some([str(a) if a == b else f"{a}-{b}" for a, b in ranges])
        yield Finding("fact-gap", f"{count} missing of device {device_id}: {named}.")
    for sentence in late_numbers(connection):
        yield Finding("fact-number", sentence)


def _facts(spoilt: Sequence[Spoilt]) -> Iterator[Finding]:
    for name in ("fact-checksum", "fact-unreadable"):
        broken = [each for each in spoilt if each.name == name]
        if len(broken) == 1:
            yield Finding(name, f"Fact {broken[0].place}: {broken[0].why}")
        elif broken:
            named = _some([each.place for each in broken])
            yield Finding(name, f"{len(broken)} facts, the first: {broken[0].why} They are {named}.")


def _texts(connection: Connection) -> Iterator[Finding]:
    stray = stray_texts(connection)
    if stray:
        named = _some([f"{each.device_id}:{each.seq}" for each in stray])
        yield Finding("text-stray", f"No fact speaks of what was typed for {named}.")


def _sources(connection: Connection) -> Iterator[Finding]:
    spoilt = spoilt_sources(connection)
    if spoilt:
        named = _some([name[:12] for name in sorted(spoilt)])
        yield Finding("source-spoilt", f"Texts that were played by do not fit their hash: {named}.")
    missing = unexplained(connection)
    if missing:
        named = _some([name[:12] for name in sorted(missing)])
        yield Finding("source-missing", f"Texts that were played by are missing: {named}.")


def _cards(connection: Connection) -> Iterator[Finding]:
    wrong = wrong_cards(connection)
    if wrong.keys:
        yield Finding("card-content", f"Cards do not show what their decks say: {_some(sorted(wrong.keys))}.")
    if wrong.paths:
        yield Finding("card-content", f"Cards kept of a deck cannot be read: {_some(sorted(wrong.paths))}.")


def _state(connection: Connection) -> Iterator[Finding]:
    made = replay(connection, model_cache())
    for name, lines in differences(connection, made).items():
        count = "1 line differs" if lines == 1 else f"{lines} lines differ"
        more = _untold(connection, made) if name == "card-state" else ""
        yield Finding(name, f"{_SENTENCES[name]} is not what the facts say ({count}).{more}")


def _untold(connection: Connection, made: Replay) -> str:
    """Return in a sentence how many answers the state knows of and the facts do not; empty for none."""
    rows = connection.execute(select(CARD.key, CARD.reps).where(CARD.reps > 0))
    told = {key: state.memory.reps for key, state in made.cards.items() if state.memory}
    more = sum(max(0, reps - told.get(key, 0)) for key, reps in rows)
    if not more:
        return ""
    answers = "an answer that no fact tells" if more == 1 else f"{more} answers that no fact tells"
    return f" It knows of {answers} of: facts may be missing, and the rebuilt state will not know of it."


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:MOST_NAMED]) + (" ..." if len(names) > MOST_NAMED else "")
