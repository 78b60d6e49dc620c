"""Writes notes as a package of Anki, with note types of its own that have a place for the why."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from csmdrill.core.errors import ExchangeRejected
from csmdrill.exchange.guids import number_of
from csmdrill.exchange.html_text import as_html
from csmdrill.exchange.outgoing import OutKind, OutNote

if TYPE_CHECKING:
    import genanki

ANSWER = "<hr id=answer>"
WHY = '{{#Why}}<div class="why">{{Why}}</div>{{/Why}}'
CSS = (
    ".card { font-family: sans-serif; font-size: 20px; text-align: center; }\n"
    ".why { margin-top: 1em; font-size: 16px; font-style: italic; }\n"
    ".cloze { font-weight: bold; }\n"
)
TEMPLATES: dict[OutKind, tuple[tuple[str, str], ...]] = {
    "basic": (("{{Front}}", "{{FrontSide}}" + ANSWER + "{{Back}}" + WHY),),
    "reversed": (
        ("{{Front}}", "{{FrontSide}}" + ANSWER + "{{Back}}" + WHY),
        ("{{Back}}", "{{FrontSide}}" + ANSWER + "{{Front}}" + WHY),
    ),
    "typed": (("{{Front}}\n\n{{type:Back}}", "{{Front}}\n\n" + ANSWER + "\n\n{{type:Back}}" + WHY),),
    "cloze": (("{{cloze:Text}}", "{{cloze:Text}}" + WHY),),
}
FIELDS: dict[OutKind, tuple[str, ...]] = {
    "basic": ("Front", "Back", "Why"),
    "reversed": ("Front", "Back", "Why"),
    "typed": ("Front", "Back", "Why"),
    "cloze": ("Text", "Why"),
}


def apkg_bytes(notes: Sequence[OutNote], deck_key: str, title: str, now: float) -> bytes:
    """Return a package with the notes as one deck.

    Args:
        notes: of one deck.
        deck_key: `pack/deck`; Anki's number of the deck is made of it.
        title: of the deck.
        now: seconds since 1970, as the time of its making.

    Raises:
        ExchangeRejected: the package that writes Anki's files is not installed.
    """
    try:
        import genanki
    except ImportError as error:
        raise ExchangeRejected(
            "Writing a .apkg takes one more package.",
            "pip install 'csmdrill[anki]', or export to a .tsv, which Anki imports as well.",
        ) from error
    models = {kind: _model(kind) for kind in TEMPLATES}
    deck = genanki.Deck(number_of(deck_key), title)
    for note in notes:
        deck.add_note(
            genanki.Note(
                model=models[note.kind],
                fields=[as_html(field) for field in _fields(note)],
                tags=list(note.tags),
                guid=note.guid,
            )
        )
    with tempfile.TemporaryDirectory(prefix="csmdrill-") as folder:
        target = Path(folder) / "deck.apkg"
        genanki.Package(deck).write_to_file(str(target), timestamp=now)
        return target.read_bytes()


def _fields(note: OutNote) -> tuple[str, ...]:
    return (note.front, note.why) if note.kind == "cloze" else (note.front, note.back, note.why)


def _model(kind: OutKind) -> genanki.Model:
    import genanki

    return genanki.Model(
        number_of(f"csmdrill note type {kind}"),
        f"csmdrill {kind}",
        fields=[{"name": name} for name in FIELDS[kind]],
        templates=[
            {"name": f"Card {place}", "qfmt": question, "afmt": answer}
            for place, (question, answer) in enumerate(TEMPLATES[kind], start=1)
        ],
        css=CSS,
        model_type=genanki.Model.CLOZE if kind == "cloze" else genanki.Model.FRONT_BACK,
    )
