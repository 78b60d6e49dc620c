"""What a line says, whatever its spelling, and where it says so."""

from __future__ import annotations

import pytest

from csmdrill.content.scenario import Match
from csmdrill.content.terms import ConceptTerm, PatternTerm, TermProblem, WordsTerm, parse_term
from csmdrill.core.text import fold
from csmdrill.roleplay import cues as cues_module
from csmdrill.roleplay.cues import Cues, clean, name_words, named_in


def concepts_in(line: str, **concepts: list[str]) -> tuple[str, ...]:
    return Cues(concepts, {}).hear(line).concepts


@pytest.mark.parametrize(
    ("term", "line", "found"),
    [
        ("outcome*", "Which OUTCOMES matter?", True),
        ("outcome*", "the outcome", True),
        ("outcome", "outcomes", False),
        ("come", "outcome", False),
        ("matter* most", "What matters most to you", True),
        ("matter* most", "What matters to most", False),
        ("follow-up", "a follow up, then", True),
        ("what's", "What’s your goal", True),
        ("resume", "your résumé", True),
        ("größe", "GROSSE Pläne", True),
        ("10 %", "no more than 10%", True),
        ("$180k", "we pay $180k", True),
        ("/by (mon|fri)day/", "By  Friday", True),
        ("/By Größe/", "by grosse", True),
        ("/[0-9]{2,} days/", "9 days", False),
        ("ﬁnance", "finance", True),
    ],
)
def test_terms_find_whole_words_whatever_case_and_accents(term: str, line: str, found: bool) -> None:
    assert (concepts_in(line, it=[term]) == ("it",)) is found


@pytest.mark.parametrize(
    ("line", "asks"),
    [
        ("How many days", True),
        ("Dana, what would help", True),
        ("I see. Could you tell me more", True),
        ("Fine?", True),
        ("Tell me how many", False),
        ("I wonder what it is", False),
        ("", False),
    ],
)
def test_a_question_is_a_mark_or_a_sentence_that_begins_like_one(line: str, asks: bool) -> None:
    assert Cues({}, {}).hear(line).asks is asks


def test_a_match_needs_all_of_its_keys() -> None:
    cues = Cues({"a": ["alpha"], "b": ["beta"]}, {})
    needs = cues.needs(Match(any=["~a", "gamma"], all=["~b"], none=["delta"], ask=True))
    assert needs.met_by(cues.hear("Is alpha beta?"))
    assert needs.met_by(cues.hear("Is gamma beta?"))
    assert not needs.met_by(cues.hear("alpha beta"))
    assert not needs.met_by(cues.hear("Is alpha it?"))
    assert not needs.met_by(cues.hear("Is alpha beta delta?"))


def test_the_first_words_that_fit_are_quoted_as_they_were_typed() -> None:
    cues = Cues({"price": ["discount*", "/[0-9]+ ?%/", "straße nach*"]}, {})
    needs = cues.needs(Match(any=["~price"]))
    assert needs.words_in(cues.hear("maybe 10 % DISCOUNTS")) == "10 %"
    assert needs.words_in(cues.hear("ﬁne, Discounted… then")) == "Discounted"
    assert needs.words_in(cues.hear("die Straße  NACHHER, ja")) == "Straße  NACHHER"


def test_a_corrected_line_is_read_as_that_and_nothing_else() -> None:
    concepts = {"number": ["how many"], "feature": ["dashboard*"]}
    cues = Cues(concepts, {fold("Where does the dashboard stand?"): "number"})
    assert cues.hear("where does the DASHBOARD stand?").concepts == ("number",)
    assert cues.hear("where is the dashboard?").concepts == ("feature",)


def test_a_correction_to_a_concept_that_is_gone_reads_as_nothing() -> None:
    assert Cues({"a": ["alpha"]}, {"alpha": "old"}).hear("alpha").concepts == ()


def test_names_are_whole_words_in_the_order_of_the_line() -> None:
    names = {name_words("Mary-Ann"): "mary", name_words("Tom"): "tom", name_words("Tom Ash"): "tom"}
    said = Cues({}, {}).hear("Tom Ash, and mary ann; tomorrow").words
    assert named_in(said, names) == ("tom", "mary")


@pytest.mark.parametrize(
    "term", ["", "!!", "~", "~Big", "/(/", "//", "/x*/", r"/\Ca/", "/" + "a" * 201 + "/", "/(.{30}){30}/"]
)
def test_terms_that_cannot_be_used_say_so(term: str) -> None:
    with pytest.raises(TermProblem) as caught:
        parse_term(term)
    assert caught.value.message


def test_terms_have_three_forms() -> None:
    assert parse_term("~price") == ConceptTerm("price")
    assert parse_term("Next step*") == WordsTerm((("next", False), ("step", True)))
    assert parse_term("/a|b/") == PatternTerm("a|b")


def test_cleaning_an_endless_paste_is_short_and_safe() -> None:
    assert len(clean("ab " * 100_000)) <= 4_000
    assert clean("a\x00\nb") == "a\ufffd b"
    assert clean("\r\n\t") in ("", "\ufffd")


def test_patterns_that_are_too_large_together_still_work_one_by_one() -> None:
    large = [f"/(word.{{30}}){{3}} x{i}/" for i in range(60)]
    line = "word" + "-" * 30
    assert concepts_in(f"{line * 3} x59", it=large) == ("it",)
    assert concepts_in(f"{line * 3} y59", it=large) == ()


@pytest.mark.parametrize(
    "long",
    [
        "ß" * 500,
        "ﬁ" * 500,
        "İ" * 500,
        "e\u0301" * 500,
        "ﬁe\u0301" * 500,
        "a´" * 500,
        "ﷺ" * 50,
        "\u0301ßé" * 99,
    ],
    ids=[
        "sharp s",
        "ligature",
        "dotted i",
        "accents",
        "as long folded",
        "space",
        "phrase",
        "first an accent",
    ],
)
@pytest.mark.parametrize("before", ["", "so ", "é "])
def test_what_stands_behind_a_long_folded_token_is_quoted_as_typed(long: str, before: str) -> None:
    cues = Cues({"share": ["/[0-9]+%/"], "way": ["/by ﬁnance/"]}, {})
    heard = cues.hear(f"{before}{long}10%by ﬁnance who decides")
    assert cues.needs(Match(any=["~share"])).words_in(heard) == "10%"
    assert cues.needs(Match(any=["~way"])).words_in(heard) == "by ﬁnance"
    assert cues.needs(Match(any=["/by fi/"])).words_in(cues.hear("by ﬁnance")) == "by ﬁ"


def test_accents_and_folded_characters_within_what_was_found_are_quoted_with_it() -> None:
    for term, line, quote in (
        ("cafe", "ßß-cafe\u0301-ß", "cafe\u0301"),
        ("/cafe/", "ﬁcafe\u0301s", "cafe\u0301"),
        ("/s10/", "ßß10%", "ß10"),
        ("/b c/", "ßa´b´c´d", "b´c"),
        ("resume", "re\u0301sume\u0301 now", "re\u0301sume\u0301"),
    ):
        cues = Cues({}, {})
        needs = cues.needs(Match(any=[term]))
        assert needs.words_in(cues.hear(line)) == quote


def test_a_long_token_is_mapped_once_whatever_is_found_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def counted(text: str) -> str:
        asked.append(text)
        return fold(text)

    cues = Cues({f"c{n}": [f"/{n}%/"] for n in range(10)}, {})
    line = "ßé" * 1_000 + "".join(f"{n}%" for n in range(10))
    monkeypatch.setattr(cues_module, "fold", counted)
    assert len(cues.hear(line).spans) == 10
    assert sum(map(len, asked)) <= len(line) + 3 * len(set(line))
