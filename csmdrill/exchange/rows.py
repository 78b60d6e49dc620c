"""Rows of a table made into cards: which column says what, and what each row becomes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct

from csmdrill.content.deck import Card
from csmdrill.core.text import fold
from csmdrill.exchange.anki_cloze import from_anki, is_cloze
from csmdrill.exchange.carried import Carried, Load, Loss, named, tag_of, tags_of
from csmdrill.exchange.decimals import Mark, decimal_mark, number_in
from csmdrill.exchange.guids import kept_guid
from csmdrill.exchange.html_text import Plain, plain_text, tidy
from csmdrill.exchange.table import Row, Table

NAMES = {
    **dict.fromkeys(("prompt", "front", "question"), "prompt"),
    **dict.fromkeys(("answer", "back"), "answer"),
    **dict.fromkeys(("why", "extra", "back extra", "because"), "why"),
    **dict.fromkeys(("kind", "type", "notetype", "note type"), "kind"),
    **dict.fromkeys(("tags", "tag"), "tags"),
    **dict.fromkeys(("competency", "skill"), "competency"),
    **{name: name for name in ("id", "guid", "deck", "text", "accept", "number", "within", "unit")},
    **{name: name for name in ("options", "right", "steps", "points", "need", "reverse", "source")},
}
"""What a column may be called, and what it is then taken for."""

COMMON_COLUMNS = frozenset({"prompt", "why", "kind", "tags", "competency", "id", "guid", "deck", "source"})
OWN_COLUMNS = {
    "recall": ("answer", "reverse"),
    "reverse": ("answer", "reverse"),
    "cloze": ("text", "answer"),
    "typed": ("accept", "answer"),
    "number": ("number", "within", "unit", "answer"),
    "order": ("steps", "answer"),
    "points": ("points", "need", "answer"),
    "choice": ("options", "right", "answer"),
}
"""The columns that only some kinds of cards have, the one that matters most first."""

ANSWER_INSTEAD = frozenset({"typed", "number", "order", "points"})
"""Kinds that take the answer where that column is empty."""

NUMBERS = ("number", "within")
KINDS = ("recall", "cloze", "typed", "number", "order", "points", "choice")
NOTE_TYPES = (("cloze", "cloze"), ("revers", "reverse"), ("type in", "typed"), ("basic", "recall"))
YES = frozenset({"1", "yes", "y", "true", "x", "ja", "oui", "si"})
COLUMN_SETTINGS = {
    "notetype column": "kind",
    "deck column": "deck",
    "tags column": "tags",
    "guid column": "guid",
}
KNOWN_SETTINGS = {"separator", "html", "tags", "columns", "notetype", "deck", *COLUMN_SETTINGS}
UNUSED = frozenset({"guid", "deck"})

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_NAME_LIKE = re.compile(r"[^\W\d_][^\W\d_ -]{1,19}(?:[ -][^\W\d_]{1,19})?")
_PIECES = re.compile(r"\s*[|\n]\s*")


class _Columns(Struct, frozen=True):
    """What each column is taken for, the rows below a heading, and what was noted about them."""

    names: tuple[str, ...]
    rows: tuple[Row, ...]
    lost: tuple[Loss, ...]


class _Sheet(Struct, frozen=True):
    """What holds for every row of a file."""

    html: bool
    tags: tuple[str, ...]
    kind: str
    marks: Mapping[str, Mark | None]


class _Refused(Exception):
    """A row that makes no card; its text says why."""


def load_of(table: Table) -> Load:
    """Return the cards of a table, named, in the order of its rows."""
    columns = _columns(table)
    sheet = _sheet(table, columns)
    lost = [*columns.lost, *_unknown_settings(table)]
    cards: list[Carried] = []
    taken: set[str] = set()
    for row in columns.rows:
        place = f"line {row.line}"
        try:
            _check_width(row, columns.names)
            card, said = _card(_cells(row, columns.names), sheet)
        except _Refused as refused:
            lost.append(Loss(place, str(refused), whole=True))
            continue
        lost += [Loss(place, what) for what in dict.fromkeys(said)]
        if card.id in taken:
            lost.append(Loss(place, f"the id {card.id} stands further up already; it gets another one"))
            card = msgspec.structs.replace(card, id=None)
        taken |= {card.id} if card.id else set()
        cards.append(Carried(card))
    return Load(table.settings.get("deck", ""), named(cards), tuple(lost))


def _columns(table: Table) -> _Columns:
    """Return what the columns are: by `#columns`, else by a first row of names, else question and answer."""
    rows = table.rows
    heading = _heading(table)
    doubts: tuple[Loss, ...] = ()
    if heading is None:
        width = max((len(row.cells) for row in rows[:100]), default=0)
        names = _by_settings(table, [""] * width)
        free = iter(("prompt", "answer"))
        named_ = [name or next(free, "") for name in names]
        notes = [f"column {place}" for place, name in enumerate(named_, start=1) if not name]
        doubts = _doubts(table)
    else:
        if "columns" not in table.settings:
            rows = rows[1:]
        names = _by_settings(table, [NAMES.get(fold(name), "") for name in heading])
        named_ = [name if name not in names[:place] else "" for place, name in enumerate(names)]
        notes = [name for name, known in zip(heading, named_, strict=True) if not known and name.strip()]
    lost = (Loss("columns", f"not known and left out: {', '.join(notes)}"),) if notes else ()
    return _Columns(tuple(named_), rows, (*doubts, *lost))


def _heading(table: Table) -> Sequence[str] | None:
    if "columns" in table.settings:
        return table.settings["columns"].split(table.separator)
    if not table.rows:
        return None
    known = {NAMES.get(fold(cell)) for cell in table.rows[0].cells}
    return table.rows[0].cells if known & {"prompt", "text"} and len(known) > 1 else None


def _doubts(table: Table) -> tuple[Loss, ...]:
    """Return a note on a first row that became a card, but may have been meant to name the columns."""
    if len(table.rows) < 2 or any(setting in table.settings for setting in COLUMN_SETTINGS):
        return ()
    first = table.rows[0]
    cells = [cell.strip() for cell in first.cells]
    if not (len(cells) > 1 and all(map(_NAME_LIKE.fullmatch, cells)) and len(set(cells)) == len(cells)):
        return ()
    free = iter(("prompt", "answer"))
    names = [NAMES.get(fold(cell)) or next(free, cell) for cell in cells]
    way = f"if it names the columns, write {table.separator.join(names)} in its place,"
    said = f"this first row was taken as a card; {way} move the deck just made away and import again"
    return (Loss(f"line {first.line}", said),)


def _by_settings(table: Table, names: Sequence[str]) -> list[str]:
    found = list(names)
    for setting, name in COLUMN_SETTINGS.items():
        place = table.settings.get(setting, "")
        if place.isascii() and place.isdigit() and 0 < int(place[:6]) <= len(found):
            found[int(place[:6]) - 1] = name
    return found


def _unknown_settings(table: Table) -> list[Loss]:
    unknown = [name for name in table.settings if name not in KNOWN_SETTINGS]
    return [Loss("header", f"not known and left out: #{name}") for name in unknown]


def _sheet(table: Table, columns: _Columns) -> _Sheet:
    likely: Mark = "," if table.separator == ";" else "."
    cells = [_cells(row, columns.names) for row in columns.rows]
    marks = {name: decimal_mark((each.get(name, "") for each in cells), likely) for name in NUMBERS}
    return _Sheet(
        html=table.settings.get("html", "").lower() == "true",
        tags=tuple(table.settings.get("tags", "").split()),
        kind=table.settings.get("notetype", ""),
        marks=marks,
    )


def _check_width(row: Row, names: Sequence[str]) -> None:
    """Refuse a row with more cells than there are columns: a text was cut at a separator within it.

    Raises:
        _Refused: it has.
    """
    if any(cell.strip() for cell in row.cells[len(names) :]):
        raise _Refused(
            f"it has {len(row.cells)} cells for {len(names)} columns; put a text that holds the separator "
            "into quotation marks"
        )


def _cells(row: Row, names: Sequence[str]) -> dict[str, str]:
    return {name: cell for name, cell in zip(names, row.cells, strict=False) if name}


def _card(cells: Mapping[str, str], sheet: _Sheet) -> tuple[Card, list[str]]:
    """Return the card of a row, and what of it is lost.

    Raises:
        _Refused: it makes none.
    """
    read = {name: _plain(cell, sheet) for name, cell in cells.items()}
    lost = [what for name, plain in read.items() if name not in UNUSED for what in plain.lost]
    words = {name: plain.text for name, plain in read.items() if plain.text}
    kind = _kind(words, sheet)
    values = dict(_MAKERS[kind](words, sheet, lost))
    lost += [f"its {name}, which this {kind} card has no use for" for name in _unused(words, kind)]
    tags, competency, refused = tags_of([*sheet.tags, *words.get("tags", "").replace(",", " ").split()])
    lost += [f"the tag {word} has no letters a-z" for word in refused]
    said = words.get("competency", "")
    values |= {"kind": kind.replace("reverse", "recall"), "tags": tags, "why": words.get("why", "")}
    values |= {"source": words.get("source", ""), "competency": tag_of(said) if said else competency}
    values["guid"] = kept_guid(cells.get("guid", "").strip())
    name = words.get("id", "")
    if _ID.fullmatch(name):
        values["id"] = name
    elif name:
        lost.append(f"{name!r} cannot be an id; the card gets one from its words")
    try:
        made: Card = msgspec.convert(values, Card)
    except msgspec.ValidationError as error:
        raise _Refused(f"it makes no {values['kind']} card: {_said(error)}") from error
    return made, lost


def _unused(words: Mapping[str, str], kind: str) -> list[str]:
    """Return the columns of a row that say something which its kind of card cannot hold."""
    first, *others = OWN_COLUMNS[kind]
    used = {first, *others, *COMMON_COLUMNS}
    if kind in ANSWER_INSTEAD and words.get(first):
        used.discard("answer")
    return [name for name in words if name not in used]


def _plain(cell: str, sheet: _Sheet) -> Plain:
    return plain_text(cell) if sheet.html else tidy(cell)


def _kind(words: Mapping[str, str], sheet: _Sheet) -> str:
    said = fold(words.get("kind", "") or sheet.kind)
    if said in KINDS:
        return said
    by_name = next((kind for part, kind in NOTE_TYPES if part in said), "")
    if said and not by_name:
        raise _Refused(f"there is no kind of card called {said[:40]!r} (kinds: {', '.join(KINDS)})")
    if by_name and by_name != "recall":
        return by_name
    if is_cloze(words.get("text", "") or words.get("prompt", "")):
        return "cloze"
    filled = (("options", "choice"), ("steps", "order"), ("points", "points"), ("accept", "typed"))
    told = next((kind for column, kind in (*filled, ("number", "number")) if words.get(column)), "recall")
    return told if not words.get("answer") or told == "choice" else "recall"


def _recall(words: Mapping[str, str], sheet: _Sheet, lost: list[str]) -> Iterator[tuple[str, object]]:
    yield "prompt", _needed(words, "prompt")
    yield "answer", _needed(words, "answer")
    yield "reverse", fold(words.get("reverse", "")) in YES


def _reverse(words: Mapping[str, str], sheet: _Sheet, lost: list[str]) -> Iterator[tuple[str, object]]:
    yield from (dict(_recall(words, sheet, lost)) | {"reverse": True}).items()


def _cloze(words: Mapping[str, str], sheet: _Sheet, lost: list[str]) -> Iterator[tuple[str, object]]:
    made = from_anki(words.get("text") or _needed(words, "prompt"))
    lost += made.lost
    if not made.numbers:
        raise _Refused("it hides nothing; write {{c1::words}} round what is asked")
    if words.get("answer") and not words.get("why"):
        lost.append("what stands beside the cloze")
    yield "text", made.text


def _typed(words: Mapping[str, str], sheet: _Sheet, lost: list[str]) -> Iterator[tuple[str, object]]:
    yield "prompt", _needed(words, "prompt")
    yield "accept", _pieces(words.get("accept") or _needed(words, "answer"))


def _number(words: Mapping[str, str], sheet: _Sheet, lost: list[str]) -> Iterator[tuple[str, object]]:
    yield "prompt", _needed(words, "prompt")
    column = "number" if words.get("number") else "answer"
    yield "number", _read_number(_needed(words, column), sheet.marks.get(column, "."))
    if words.get("within"):
        yield "within", _read_number(words["within"], sheet.marks["within"])
    yield "unit", words.get("unit", "")


def _order(words: Mapping[str, str], sheet: _Sheet, lost: list[str]) -> Iterator[tuple[str, object]]:
    yield "prompt", _needed(words, "prompt")
    yield "steps", _pieces(words.get("steps") or _needed(words, "answer"))


def _points(words: Mapping[str, str], sheet: _Sheet, lost: list[str]) -> Iterator[tuple[str, object]]:
    yield "prompt", _needed(words, "prompt")
    points = _pieces(words.get("points") or _needed(words, "answer"))
    yield "points", points
    if words.get("need"):
        need = _read_number(words["need"], ".")
        if not need.is_integer() or not 1 <= need <= len(points):
            raise _Refused(f"{words['need'][:20]} of its {len(points)} points cannot be needed")
        yield "need", int(need)


def _choice(words: Mapping[str, str], sheet: _Sheet, lost: list[str]) -> Iterator[tuple[str, object]]:
    yield "prompt", _needed(words, "prompt")
    options = _pieces(_needed(words, "options"))
    right = fold(words.get("right") or _needed(words, "answer"))
    by_letter = dict(zip("abcdef", options, strict=False))
    chosen = [option for option in options if fold(option) == right] or [by_letter.get(right, "")]
    if len(chosen) != 1 or not chosen[0]:
        raise _Refused("the column right names no option, by its words or its letter")
    yield "options", [{"text": option, "right": option == chosen[0]} for option in options]


_Maker = Callable[[Mapping[str, str], _Sheet, list[str]], Iterator[tuple[str, object]]]
_MAKERS: Mapping[str, _Maker] = {
    "recall": _recall,
    "reverse": _reverse,
    "cloze": _cloze,
    "typed": _typed,
    "number": _number,
    "order": _order,
    "points": _points,
    "choice": _choice,
}


def _needed(words: Mapping[str, str], name: str) -> str:
    if not words.get(name):
        raise _Refused(f"its {name} is empty")
    return words[name]


def _pieces(text: str) -> list[str]:
    return [piece.removeprefix("- ") for piece in _PIECES.split(text) if piece]


def _read_number(text: str, mark: Mark | None) -> float:
    found = number_in(text, mark)
    if found is None:
        raise _Refused(f"{text[:40]!r} is no number, or could be two")
    return found


def _said(error: msgspec.ValidationError) -> str:
    return str(error).replace("`", "").replace("$.", "")
