"""Every link of every page leads somewhere."""

from __future__ import annotations

import re

import pytest

from tests.docs.pages import ROOT, pages, prose_of

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
ELSEWHERE = re.compile(r"[a-z]+:")


def anchors_of(page: str) -> set[str]:
    """Return the anchors that the headings of a page get."""
    headings = re.findall(r"^#+ (.+)$", prose_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", pages())
def test_links_lead_to_files_and_headings(page: str) -> None:
    for link in LINK.findall(prose_of(page)):
        if ELSEWHERE.match(link):
            continue
        name, _, anchor = link.partition("#")
        target = (ROOT / page).parent / name if name else ROOT / page
        assert target.exists(), f"{page} links to {link}, which is not there"
        if anchor:
            assert anchor in anchors_of(str(target.resolve().relative_to(ROOT))), f"{page}: {link}"


def test_the_pages_with_most_links_are_looked_at() -> None:
    assert {"README.md", "docs/decks.md", "docs/interfaces.md"} <= set(pages())
    assert LINK.findall(prose_of("README.md"))
