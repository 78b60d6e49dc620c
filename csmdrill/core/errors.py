"""The exception tree: every error carries a sentence for the user and a way out.

CsmdrillError
├── SettingRejected      a setting's name or value is not possible
├── ClockRejected        CSMDRILL_NOW cannot be read, or may not be used in this home
├── ContentUnreadable    a deck, folder or file named by the user cannot be read at all
├── FactsUnreadable      a file of facts cannot be read at all
├── ExchangeRejected     a file of another program cannot be read or written
├── CardRejected         a card is not there, or a day is none on which it may fall due
├── RolePlayRejected     a scenario is not there, has errors, or may not be played so now
├── AttemptRejected      an attempt is not there, or cannot be rated, sent or taken in so
├── AudioRejected        a recording cannot be read, or a microphone cannot be used
├── DemoRejected         the folder of the demo holds something else
├── LeaveRejected        a leave cannot be planned, or is none
│   └── LeaveOverlaps    it shares days with another
├── SearchRejected       a search does not follow the search language
├── NothingToUndo        there is no answer left to take back or to bring back
├── FileInTheWay         a file that would be written is there already
├── BackupRejected       a file cannot be restored, or there is no backup
├── ReminderNotSent      a reminder could not be posted
└── StoreUnavailable     the practice history cannot be used
    ├── HomeMissing      the folder of the home cannot be made
    ├── StoreReadOnly    the folder or the database cannot be written
    ├── StoreFull        the disk is full
    ├── StoreBusy        another program holds the database
    ├── StoreDamaged     the database is no database, or not whole
    └── StoreNewer       the database was written by a newer csmdrill
"""

from __future__ import annotations

from csmdrill.core.caret import pointed


class CsmdrillError(Exception):
    """An error told to the user as one sentence and a hint.

    Args:
        sentence: what is wrong, and where.
        hint: the way out; may be empty.
    """

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint


class SettingRejected(CsmdrillError):
    """A setting's name or value is not possible."""


class ClockRejected(CsmdrillError):
    """CSMDRILL_NOW cannot be read, or may not be used in this home."""


class ContentUnreadable(CsmdrillError):
    """A deck, folder or file named by the user cannot be read at all."""


class FactsUnreadable(CsmdrillError):
    """A file of facts cannot be read at all."""


class ExchangeRejected(CsmdrillError):
    """A file of another program cannot be read or written."""


class CardRejected(CsmdrillError):
    """A card is not there, or a day is none on which it may fall due."""


class RolePlayRejected(CsmdrillError):
    """A scenario is not there, has errors, or may not be played so now."""


class AttemptRejected(CsmdrillError):
    """An attempt is not there, or cannot be rated, sent or taken in so."""


class AudioRejected(CsmdrillError):
    """A recording cannot be read, or a microphone cannot be used."""


class DemoRejected(CsmdrillError):
    """The folder of the demo holds something else, or cannot be cleared."""


class LeaveRejected(CsmdrillError):
    """A leave cannot be planned, or is none."""


class LeaveOverlaps(LeaveRejected):
    """A leave shares days with another one."""


class SearchRejected(CsmdrillError):
    """A search does not follow the search language; the hint is the search with a caret below the place.

    Args:
        sentence: what is wrong there.
        query: the search as it was typed.
        at: index of the character at fault; the length of the search for its end.
    """

    def __init__(self, sentence: str, query: str, at: int) -> None:
        super().__init__(sentence, pointed(query, at))
        self.query = query
        self.at = at


class NothingToUndo(CsmdrillError):
    """There is no answer left to take back or to bring back."""


class FileInTheWay(CsmdrillError):
    """A file that would be written is there already, and nobody asked to replace it."""


class BackupRejected(CsmdrillError):
    """A file cannot be restored, or there is no backup."""


class ReminderNotSent(CsmdrillError):
    """A reminder could not be posted."""


class StoreUnavailable(CsmdrillError):
    """The practice history cannot be used."""


class HomeMissing(StoreUnavailable):
    """The folder of the home cannot be made."""


class StoreReadOnly(StoreUnavailable):
    """The folder or the database cannot be written."""


class StoreFull(StoreUnavailable):
    """The disk is full."""


class StoreBusy(StoreUnavailable):
    """Another program holds the database."""


class StoreDamaged(StoreUnavailable):
    """The database is no database, or not whole."""


class StoreNewer(StoreUnavailable):
    """The database was written by a newer csmdrill."""
