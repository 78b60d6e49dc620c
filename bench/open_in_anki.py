"""Opens files with Anki itself and prints, as JSON, the cards that Anki then has.

Run it with a Python that has the package `anki` (AGPL: a process of its own, never imported by csmdrill):

usage: .anki-venv/bin/python bench/open_in_anki.py [--over base.apkg] deck.apkg|deck.tsv...
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from html import unescape
from pathlib import Path
from typing import Any

if __name__ == "__main__" and ({"-h", "--help"} & {*sys.argv} or not sys.argv[1:]):
    print(
        __doc__.strip() if sys.argv[1:] else "Something is missing; --help tells what.",
        file=sys.stdout if sys.argv[1:] else sys.stderr,
    )
    sys.exit(0 if sys.argv[1:] else 2)

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest


def cards_of(path: Path, base: Path | None) -> list[dict[str, Any]]:
    """Return the cards that Anki shows after it imported a file twice, over another one or into nothing."""
    with tempfile.TemporaryDirectory() as folder:
        col = Collection(str(Path(folder) / "collection.anki2"))
        for each in (*([base] if base else []), path, path):  # with stable guids the second adds nothing
            take_in(col, each)
        found = [shown(col.get_card(card)) for card in col.find_cards("", order="c.id asc")]
        col.close()
    return found


def take_in(col: Collection, path: Path) -> None:
    """Import a file as Anki's dialog would."""
    if path.suffix == ".apkg":
        options = ImportAnkiPackageOptions(with_scheduling=True)
        col.import_anki_package(ImportAnkiPackageRequest(package_path=str(path), options=options))
    else:
        col.import_csv(request_for(path, col.get_csv_metadata(path=str(path), delimiter=None)))


def request_for(path: Path, seen: Any) -> Any:  # noqa: ANN401 - Anki's own message
    """Return what Anki's dialog would ask for when everything is left as it is."""
    from anki.import_export_pb2 import ImportCsvRequest

    return ImportCsvRequest(path=str(path), metadata=seen)


def shown(card: Any) -> dict[str, Any]:  # noqa: ANN401 - a card of Anki's
    """Return what a card asks and answers, as plain text."""
    answer = card.answer().partition("<hr id=answer>")
    return {
        "guid": card.note().guid,
        "place": card.ord,
        "kind": card.note_type()["name"],
        "deck": card.col.decks.name(card.did),
        "tags": sorted(card.note().tags),
        "question": plain(card.question()),
        # what is typed in Anki puts in by itself when the card is answered
        "answer": plain((answer[2] or answer[0]).replace("[[type:Back]]", card.note().fields[1])),
    }


def plain(html: str) -> str:
    """Return the words of a page."""
    without = re.sub(r"<style>.*?</style>|<input[^>]*>", "", html, flags=re.DOTALL)
    apart = re.sub(r"<(?:br|/?div|/?p|/?li|hr)\b[^>]*>", " ", without)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", apart)).split())


if __name__ == "__main__":
    over = Path(sys.argv[2]) if sys.argv[1] == "--over" and sys.argv[2:] else None
    names = sys.argv[3 if over else 1 :]
    if missing := [name for name in sys.argv[2 if over else 1 :] if not Path(name).is_file()]:
        print(f"There is no file {missing[0]}.", file=sys.stderr)
        sys.exit(2)
    found = {name: cards_of(Path(name), over) for name in names}
    print(json.dumps(found, ensure_ascii=False, indent=1))
