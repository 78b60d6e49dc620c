"""Writes notes as the text file that Anki imports, with its `#` lines and guids."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from csmdrill.exchange.html_text import as_html
from csmdrill.exchange.outgoing import OutKind, OutNote

NOTE_TYPES: dict[OutKind, str] = {
    "basic": "Basic",
    "reversed": "Basic (and reversed card)",
    "typed": "Basic (type in the answer)",
    "cloze": "Cloze",
}
COLUMNS = ("guid", "notetype", "deck", "tags", "front", "back")
_FORMULA = ("=", "+", "-", "@")


def tsv_text(notes: Iterable[OutNote], deck: str) -> str:
    """Return the text of a file for Anki's File > Import.

    Args:
        notes: of one deck.
        deck: its title.
    """
    out = io.StringIO()
    out.write(
        "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:4\n"
    )
    out.write("#columns:" + "\t".join(COLUMNS) + "\n")
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    quoting = csv.writer(out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_ALL)
    for note in notes:
        # two fields is all that Anki's own note types have: what says why goes below the answer
        back = "\n\n".join(filter(None, (note.back, note.why)))
        cells = (NOTE_TYPES[note.kind], deck, " ".join(note.tags), as_html(note.front), as_html(back))
        # a line that begins with # is none to Anki, unless a quotation mark stands before it
        row = quoting if note.guid.startswith("#") else writer
        row.writerow([note.guid, *map(_harmless, cells)])
    return out.getvalue()


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; Anki reads the same words from it."""
    return f"&#{ord(cell[0])};{cell[1:]}" if cell.startswith(_FORMULA) else cell
