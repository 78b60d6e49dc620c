"""No article in a shipped deck or scenario stands before something drawn: it would have to fit every draw."""

from __future__ import annotations

import re

from csmdrill.content.places import shipped_root

ARTICLE = re.compile(r"\ban?\s+[\"“(]?\{\{\w+(\.\w+)?(\|\w+)?\}\}", re.IGNORECASE)


def test_no_article_depends_on_what_is_drawn() -> None:
    assert ARTICLE.search("What they bought: a {{thing}} in 4 days")
    assert ARTICLE.search("An\n  {{thing|money}}")
    assert not ARTICLE.search("a named {{owner::owner}}")
    texts = [path for root in ("decks", "scenarios") for path in sorted(shipped_root(root).rglob("*.yaml"))]
    assert len(texts) > 20
    found = [
        f"{path.name}: {match.group()}"
        for path in texts
        for match in ARTICLE.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []
