"""The tables as both databases are told to make them."""

from __future__ import annotations

from sqlalchemy import Executable, create_mock_engine

from csmdrill.storage import tables


def made(url: str) -> list[str]:
    """Return the statements that make the tables in a database, without one."""
    said: list[str] = []

    def keep(statement: Executable, *_: object, **__: object) -> None:
        said.append(str(statement.compile(dialect=engine.dialect)).strip())  # type: ignore[attr-defined]

    engine = create_mock_engine(url, keep)
    tables.metadata.create_all(engine, checkfirst=False)
    return said


def test_an_index_of_some_rows_has_its_condition_in_both() -> None:
    revised = "CREATE INDEX ix_card_revised ON card"
    assert f'{revised} ("key") WHERE revised = 1' in made("sqlite://")
    assert f"{revised} (key) WHERE revised" in made("postgresql+psycopg://")
    for url in ("sqlite://", "postgresql+psycopg://"):
        some = [each for each in made(url) if "WHERE" in each]
        assert len(some) == 4
        assert any(each.endswith(f"WHERE {tables.PLAYED}") for each in some)
