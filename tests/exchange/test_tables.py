"""CSV and TSV files: encodings, separators, Anki's lines, columns, numbers, and what each row becomes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmdrill.content.deck import Card, Choice, Cloze, Number, Order, Points, Recall, Typed
from csmdrill.core.errors import ExchangeRejected
from csmdrill.exchange.carried import Load
from csmdrill.exchange.decimals import Mark, decimal_mark, number_in
from csmdrill.exchange.rows import load_of
from csmdrill.exchange.table import read_table, table_in
from csmdrill.services.check import check_paths
from tests.exchange.conftest import Person

Write = Callable[[str, str | bytes], Path]


def load(text: str) -> Load:
    """Return what a file with this text holds."""
    return load_of(table_in(Path("t.csv"), text))


def only(text: str) -> Card:
    """Return the only card of a file."""
    (carried,) = load(text).cards
    return carried.card


def losses(text: str) -> str:
    """Return what does not come along, a line each."""
    return "\n".join(map(str, load(text).lost))


@pytest.mark.parametrize(
    "text",
    [
        "Q,A\n",
        "Q\tA\n",
        "Q;A\n",
        "Q|A\n",
        '"Q","A"\r\n',
        "#separator:colon\nQ:A\n",
        "#separator:Tab\nQ\tA",
        "\n\nQ,A\n\n",
    ],
    ids=repr,
)
def test_two_columns_are_question_and_answer(text: str) -> None:
    card = only(text)
    assert isinstance(card, Recall)
    assert (card.prompt, card.answer) == ("Q", "A")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(write: Write, encoding: str) -> None:
    text = "Wie heißt das?;Würde – 10 €\n"
    marked = ("\ufeff" if encoding in ("utf-16-le", "utf-16-be") else "") + text
    (carried,) = load_of(read_table(write("t.csv", marked.encode(encoding)))).cards
    assert isinstance(carried.card, Recall)
    assert carried.card.answer == "Würde – 10 €"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("ok,ok\nWürde,x\n".encode("latin-1"), r":2: this is no UTF-8 \(byte 0xFC\)"),
        ("Würde,x\n".encode("utf-16-le"), "another encoding|no UTF-8"),
        (b"\xff\xfeab\x00", "no UTF-16"),
        (b"a,b\0\n", "another encoding"),
        (b'a,"never closed\nb,c\n', ":1: this is no row"),
        (b"a," + b"x" * 150_000, ":1: this is no row"),
        (b"#separator:word\na,b\n", "separator that is none"),
        (b"", "no card that could come over"),
        (b"front,back\n", "no card that could come over"),
    ],
    ids=[
        "latin-1",
        "utf-16 without a mark",
        "half utf-16",
        "nul",
        "quote",
        "huge cell",
        "separator",
        "empty",
        "heading",
    ],
)
def test_files_that_cannot_be_read(person: Person, write: Write, content: bytes, words: str) -> None:
    path = write("t.csv", content)
    with pytest.raises(ExchangeRejected, match=words):
        person.bring(path)
    assert person.traces() == ["t.csv"]


def test_a_file_too_large(person: Person, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("csmdrill.exchange.table.MOST_BYTES", 10)
    with pytest.raises(ExchangeRejected, match="larger than"):
        person.bring(write("t.csv", b"a,b\n" * 10))


def test_no_file(person: Person) -> None:
    with pytest.raises(ExchangeRejected, match="cannot be read"):
        person.bring(person.folder / "none.csv")


ANKI = (
    "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:6\n"
    "#tags:renewals\n#deck:Renewals\n"
    "g1\tBasic\tRenewals\tAsk &amp; wait\tOne<br><b>two</b>\tprice Call::late\n"
    "g2\tBasic (and reversed card)\tRenewals\tNRR\tnet revenue retention\t\n"
    "g3\tCloze\tRenewals\t{{c1::Gross}} is at most {{c2::100 %::a share}}\t\t\n"
    "g4\tBasic (type in the answer)\tRenewals\tWho signs?\tThe CFO\tcompetency::renewal-negotiation\n"
    'g5\tBasic\tRenewals\t"Two\nlines"\t&#61;1+1<img src="x.png">\t\n'
)


def test_a_file_that_anki_wrote() -> None:
    made = load(ANKI)
    cards = [each.card for each in made.cards]
    assert made.title == "Renewals"
    assert [type(card) for card in cards] == [Recall, Recall, Cloze, Typed, Recall]
    first, second, cloze, typed, last = cards
    assert isinstance(first, Recall)
    assert (first.prompt, first.answer) == ("Ask & wait", "One\n**two**")
    assert first.tags == ["renewals", "price", "call-late"]
    assert isinstance(second, Recall)
    assert second.reverse
    assert isinstance(cloze, Cloze)
    assert cloze.text == "{{c1::Gross}} is at most {{c2::100 %::a share}}"
    assert isinstance(typed, Typed)
    assert (typed.accept, typed.competency) == (["The CFO"], "renewal-negotiation")
    assert isinstance(last, Recall)
    assert (last.prompt, last.answer) == ("Two lines", "=1+1")
    assert [str(loss) for loss in made.lost] == ["line 13: the picture x.png."]


def test_columns_named_in_anki_s_way() -> None:
    card = only("#separator:Semicolon\n#columns:Back;Front;Why\nA;Q;W\n")
    assert isinstance(card, Recall)
    assert (card.prompt, card.answer, card.why) == ("Q", "A", "W")


OURS = """\
kind;prompt;answer;accept;number;within;unit;options;right;steps;points;need;why;tags;colour;id
recall;Q1;A1;;;;;;;;;;W;a b;red;first-card
;Q2;;yes | indeed;;;;;;;;;;;;
;Q3;;;12,5;0,25;months;;;;;;;;;
;Q4;;;1.250;;;;;;;;;;;
choice;Q5;;;;;;one | two;b;;;;;;;
;Q6;;;;;;;;one | two | three;;;;;;
;Q7;;;;;;;;;one | two | three;2;;;;
;{{c1::Q8}};;;;;;;;;;;;;;
"""


def test_our_own_columns_make_every_kind() -> None:
    made = load(OURS)
    cards = [each.card for each in made.cards]
    assert [type(card) for card in cards] == [Recall, Typed, Number, Number, Choice, Order, Points, Cloze]
    assert (cards[0].id, cards[0].tags, cards[0].why) == ("first-card", ["a", "b"], "W")
    assert [(card.number, card.within, card.unit) for card in cards if isinstance(card, Number)] == [
        (12.5, 0.25, "months"),
        (1250.0, 0.0, ""),
    ]
    choice, points = cards[4], cards[6]
    assert isinstance(choice, Choice)
    assert [option.right for option in choice.options] == [False, True]
    assert isinstance(points, Points)
    assert points.need == 2
    assert [str(loss) for loss in made.lost] == ["columns: not known and left out: colour."]


def test_rows_that_make_no_card_are_said_with_their_line() -> None:
    text = (
        "kind,prompt,answer,number,options,right,steps\nrecall,Q,,,,,\nnumber,Q,,many,,,\npoem,Q,A,,,,\n"
        "choice,Q,,,a|b,c,\norder,Q,,,,,one|two\ncloze,nothing hidden,,,,,\nrecall,Good,A,,,,\n"
    )
    made = load(text)
    assert [each.card.id for each in made.cards] == ["good"]
    said = [str(loss) for loss in made.lost if loss.whole]
    assert [line.partition(":")[0] for line in said] == [f"line {n}" for n in range(2, 8)]
    for words in (
        "answer is empty",
        "'many' is no number",
        "no kind of card called 'poem'",
        "names no option",
    ):
        assert words in "\n".join(said)


def test_unnamed_columns_are_listed() -> None:
    assert "column 3, column 4" in losses("Q,A,x,y\nQ2,A2,x,y\n")


def test_unknown_lines_of_anki_are_listed() -> None:
    assert "#if matches" in losses("#if matches:keep both\nQ,A\n")


def test_ids_are_kept_mended_or_made() -> None:
    made = load("id,prompt,answer\nmy-id,Q,A\nmy-id,Q,A\nNo Id!,What now?,A\n,What now?,A\n")
    assert [each.card.id for each in made.cards] == ["my-id", "q", "what-now", "what-now-2"]
    assert len(made.lost) == 2


def test_the_deck_of_a_table_passes_check(person: Person, write: Write) -> None:
    done = person.bring(write("ours.csv", OURS), title="Ours", competency="renewal-negotiation")
    report = check_paths(done.paths, person.folder)
    assert report.cards == 8
    assert [str(problem) for problem in report.problems if problem.is_error] == []


@pytest.mark.parametrize(
    ("values", "likely", "mark"),
    [
        (["12,5", "3"], ".", ","),
        (["12.5"], ",", "."),
        (["1.234,5"], ".", ","),
        (["1,234"], ".", "."),
        (["1,234"], ",", ","),
        (["1,5", "2.5"], ".", None),
        (["0,125"], ".", ","),
        (["1.234.567"], ".", ","),
        (["", "x"], ".", "."),
    ],
    ids=str,
)
def test_the_decimal_mark_of_a_column(values: list[str], likely: Mark, mark: Mark | None) -> None:
    assert decimal_mark(values, likely) == mark


@pytest.mark.parametrize(
    ("value", "mark", "number"),
    [
        ("12,5", ",", 12.5),
        ("1.234,5", ",", 1234.5),
        ("1,234.5", ".", 1234.5),
        ("1 234", ".", 1234.0),
        ("-3.5", ".", -3.5),
        ("−3", ".", -3.0),
        ("12 %", ".", 12.0),
        ("1,234", ".", 1234.0),
        ("1,234", ",", 1.234),
        ("12,5", ".", None),
        ("1,234", None, None),
        ("1,5", None, 1.5),
        ("7", None, 7.0),
        ("1,23,4", ".", None),
        ("ten", ".", None),
        ("nan", ".", None),
        ("1e5", ".", None),
        ("", ".", None),
    ],
    ids=str,
)
def test_numbers(value: str, mark: Mark | None, number: float | None) -> None:
    assert number_in(value, mark) == number


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from('ab,;\t|"#:\n\r{}c1 .5<>&\u202e\x00é'), max_size=120))
def test_no_text_breaks_the_reading(text: str) -> None:
    try:
        made = load(text)
    except ExchangeRejected:
        return
    assert all(each.card.id for each in made.cards)


def test_a_text_cut_at_a_separator_is_left_out_and_named() -> None:
    text = "front,back\nWhy, really?,Because, of that\nQ,A\nR,B,,\n"
    assert [each.card.prompt for each in load(text).cards if isinstance(each.card, Recall)] == ["Q", "R"]
    assert "line 2" in losses(text)
    assert "4 cells for 2 columns" in losses(text)


def test_a_decimal_comma_without_quotation_marks_makes_no_wrong_number() -> None:
    text = "question,number,within\nDiscount in percent?,1,5,0.1\n"
    assert load(text).cards == ()
    assert "4 cells for 3 columns" in losses(text)


def test_a_column_that_a_kind_has_no_use_for_is_listed() -> None:
    said = losses("question;answer;number;within\nQ?;x;1,5;0,5\n")
    assert "its number, which this recall card has no use for" in said
    assert "its within, which this recall card has no use for" in said
    said = losses("prompt;kind;accept;answer\nQ?;typed;one;two\n")
    assert said == "line 2: its answer, which this typed card has no use for."
    assert losses("prompt;kind;answer\nQ?;typed;two\n") == ""
