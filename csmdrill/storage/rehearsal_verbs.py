"""The verbs of a store about role-plays: what was played and rated, its sources, and what is half done."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection

from csmdrill.core.clock import Moment
from csmdrill.storage import rehearsals
from csmdrill.storage.engine import reading, writing
from csmdrill.storage.facts import FactRef
from csmdrill.storage.log import Writer
from csmdrill.storage.rehearsals import Draft, DraftKind, PlayedFact, Source, ToTell


class RehearsalVerbs:
    """A part of `Store`, each verb one transaction."""

    _connection: Connection
    _database: Path
    _writer: Writer

    def tell(self, wanted: ToTell, at: Moment) -> FactRef:
        """Record a fact about a role-play; when this returns it is on the disk."""
        with writing(self._connection, self._database) as connection:
            return rehearsals.tell(connection, wanted, at, self._writer)

    def played(self) -> list[PlayedFact]:
        """Return every fact about role-plays, in order, those that were taken back included."""
        with reading(self._connection, self._database) as connection:
            return rehearsals.played(connection)

    def words_of(self, refs: Iterable[FactRef]) -> dict[FactRef, str]:
        """Return the words that belong to some facts; those that were erased are left out."""
        with reading(self._connection, self._database) as connection:
            return rehearsals.words_of(connection, refs)

    def with_words(self) -> set[FactRef]:
        """Return the facts about role-plays whose words are kept."""
        with reading(self._connection, self._database) as connection:
            return rehearsals.with_words(connection)

    def keep_sources(self, sources: Iterable[Source]) -> None:
        """Keep texts of scenarios and rubrics."""
        with writing(self._connection, self._database) as connection:
            rehearsals.keep_sources(connection, sources)

    def sources_of(self, hashes: Iterable[str]) -> dict[str, str]:
        """Return the texts of some hashes; those that are not kept are left out."""
        with reading(self._connection, self._database) as connection:
            return rehearsals.sources_of(connection, hashes)

    def listed(self, digest: str) -> str | None:
        """Return the list of scenarios and rubrics made from files with this digest, if it is kept."""
        with reading(self._connection, self._database) as connection:
            return rehearsals.listed(connection, digest)

    def keep_list(self, digest: str, body: str) -> None:
        """Keep the list of scenarios and rubrics made from files with this digest, in place of others."""
        with writing(self._connection, self._database) as connection:
            rehearsals.keep_list(connection, digest, body)

    def keep_draft(self, draft: Draft, sources: Iterable[Source] = ()) -> None:
        """Keep something half done; when this returns it is on the disk."""
        with writing(self._connection, self._database) as connection:
            rehearsals.keep_draft(connection, draft, sources)

    def drop_draft(self, draft_id: str, kind: DraftKind) -> None:
        """Forget something half done."""
        with writing(self._connection, self._database) as connection:
            rehearsals.drop_draft(connection, draft_id, kind)

    def drafts(self, kind: DraftKind) -> list[Draft]:
        """Return what is half done, the newest first."""
        with reading(self._connection, self._database) as connection:
            return rehearsals.drafts(connection, kind)

    def draft_of(self, draft_id: str, kind: DraftKind) -> Draft | None:
        """Return something half done, or None."""
        with reading(self._connection, self._database) as connection:
            return rehearsals.draft_of(connection, draft_id, kind)
