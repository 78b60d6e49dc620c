"""A report in one of its forms, kept beside the facts that it was made of until one of them is new."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import date
from typing import Literal

from csmdrill import __version__
from csmdrill.core.collecting import nothing_collected
from csmdrill.core.errors import StoreUnavailable
from csmdrill.services.workspace import Workspace

Form = Literal["text", "html", "csv", "json"]
FORMS: tuple[Form, ...] = ("text", "html", "csv", "json")
FORM_VERSION = "3"
"""Raised when the same facts come to mean another report."""

WORTH_KEEPING = 5_000
"""Facts; of fewer a report is made anew as quickly as it is read."""


def drift_report_as(workspace: Workspace, form: Form, since: date | None = None) -> str:
    """Return the drift report in a form; where nothing has changed, as it was kept.

    Args:
        workspace: the open workspace.
        form: text, html, csv or json.
        since: the charts begin here; None for a year ago.
    """
    digest, facts = _digest(workspace, form, since)
    kept = workspace.store.kept_report(digest) if facts >= WORTH_KEEPING else None
    if kept is not None:
        return kept
    with nothing_collected():
        made = _made(workspace, form, since)
    if facts >= WORTH_KEEPING:
        with suppress(StoreUnavailable):  # a report that cannot be kept is made again
            workspace.store.keep_report(digest, made)
    return made


def _made(workspace: Workspace, form: Form, since: date | None) -> str:
    from csmdrill.services.drift_report import drift_report

    report = drift_report(workspace, since)
    if form == "html":
        from csmdrill.reports.drift_html import html

        return html(report)
    if form == "csv":
        from csmdrill.reports.drift_csv import csv_text

        return csv_text(report)
    if form == "json":
        from csmdrill.reports.drift_json import json_text

        return json_text(report)
    from csmdrill.reports.drift_text import text

    return text(report)


def _digest(workspace: Workspace, form: Form, since: date | None) -> tuple[str, int]:
    """Return what changes whenever the report does, and the number of facts.

    Facts are only ever appended and a device numbers its own without a gap, so who has written how much, and
    how many there are in all, says which there are. The report tells of a study day, so that counts too.
    """
    store = workspace.store
    log, facts = store.log_mark()
    marks = (
        FORM_VERSION,
        __version__,
        log,
        form,
        since,
        workspace.now().day,
        store.simulated,
        workspace.synthetic,
    )
    return hashlib.sha256(repr(marks).encode()).hexdigest(), facts
