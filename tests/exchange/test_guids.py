"""Names that Anki knows a card by stay what they are from release to release."""

from __future__ import annotations

from csmdrill.exchange.guids import guid_of, number_of


def test_a_name_once_given_is_given_for_ever() -> None:
    assert guid_of("csmdrill/terminology/live-and-useful") == "qRa4MbU4l4"
    assert number_of("csmdrill/terminology") == 1_744_282_596_199
