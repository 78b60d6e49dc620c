"""`remind`: one sentence when something is due, for cron, systemd and launchd."""

from __future__ import annotations

import os

import click

from csmdrill.cli import output


@click.command()
@click.option("--webhook", is_flag=True, help="Post the counts to the address in CSMDRILL_WEBHOOK instead.")
def remind(webhook: bool) -> None:
    """Tell in one sentence what is due; print nothing when nothing is.

    \b
    --webhook  posts {"cards", "due", "new", "minutes"} as JSON, counts only; nothing when nothing is due
    """
    from csmdrill.services.remind import post, reminder, webhook_address

    address = webhook_address(os.environ) if webhook else None
    due = reminder(os.environ)
    if due is None:
        return
    if address is None:
        output.data(due.sentence)
    else:
        post(address, due.counts)
