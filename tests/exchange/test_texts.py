"""HTML and clozes: what a card's words are once the markup is gone, and the other way round."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmdrill.content.template import deletions_in
from csmdrill.core.text import is_safe
from csmdrill.exchange.anki_cloze import from_anki, to_anki
from csmdrill.exchange.anki_template import below_the_line, cloze_field, filled, typed_field
from csmdrill.exchange.html_text import as_html, plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<p>a</p>\n\n<p>b</p>", "a\nb"),
        ("a<div><br></div>b", "a\n\nb"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<ol><li>a<li>b</ol>", "1. a\n2. b"),
        ("<b> bold </b>and <strong>more</strong>", "**bold** and **more**"),
        ("<b>two<br>lines</b>", "**two**\n**lines**"),
        ("<b></b><b>a<b>b</b></b>", "**ab**"),
        ("&lt;b&gt; &amp;amp; &nbsp;&eacute;&#8364;", "<b> &amp; é€"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a | b\nc"),
        ("<script>alert(1)</script><style>b{}</style>a", "a"),
        ('<span onclick="x()" style="color:red">a</span><a href="http://x">b</a>', "ab"),
        ("a < b and c > d", "a < b and c > d"),
        ("<!-- hidden -->a<![CDATA[x]]>", "a"),
        ("  a \n  b\t c  ", "a b c"),
        ("[sound:a.mp3]a[anki:play:q:0]", "a"),
        ("\\(x^2\\) <i>k</i>", "\\(x^2\\) k"),
    ],
)
def test_html_as_plain_text(html: str, text: str) -> None:
    assert plain_text(html).text == text


def test_what_is_lost_has_a_name() -> None:
    html = '<img src="a/b.png"><img src="data:image/png,x"><audio src="c.ogg"></audio><svg><p>x</p></svg>'
    assert plain_text(html).lost == ("the picture b.png", "the picture", "the sound c.ogg", "a drawing")


@given(st.text(alphabet=st.sampled_from("ab <>/&;bi\n*-\x1b\u202e=\"'"), max_size=80))
def test_any_html_becomes_safe_text(html: str) -> None:
    text = plain_text(html).text
    assert is_safe(text)
    assert text == text.strip()


@given(st.text(alphabet=st.sampled_from("ab <>&;\"'{}-é"), max_size=60))
def test_text_survives_html(text: str) -> None:
    plain = plain_text(as_html(text)).text
    assert plain == " ".join(text.split())


@pytest.mark.parametrize(
    ("anki", "ours"),
    [
        ("{{c1::a}} b", "{{c1::a}} b"),
        ("{{c1::a::hint}} {{c12::b}}", "{{c1::a::hint}} {{c12::b}}"),
        ("{{c1::a}} {{c1::b}}", "{{c1::a}} {{c1::b}}"),
        ("{{c1::a {{c2::b}} c}}", "{{c1::a}} {{c2::b}} {{c1::c}}"),
        ("{{c1::{{c2::b}}}}", "{{c2::b}}"),
        ("{{c1,2::a}}", "{{c1::a}}"),
        ("{{c1::a::b::c}}", "{{c1::a::b: :c}}"),
        ("{{c1::a", "{ {c1::a"),
        ("a}} {{b}} {{c1::x}}", "a} } { {b} } {{c1::x}}"),
        ("{{c1::{x} }}", "{{c1::{x} }}"),
        ("{{c0::a}}", "a"),
        ("{{c1::}} {{c2::x}}", " {{c2::x}}"),
    ],
)
def test_clozes(anki: str, ours: str) -> None:
    assert from_anki(anki).text == ours


@settings(max_examples=200)
@given(st.lists(st.sampled_from(["{{c1::", "{{c2::", "}}", "::", "a", " ", "{", "}", "b c"]), max_size=14))
def test_every_cloze_is_one_of_ours(pieces: list[str]) -> None:
    made = from_anki("".join(pieces))
    names = {deletion.id for deletion in deletions_in(made.text)}
    assert names == {f"c{number}" for number in made.numbers if number}


@pytest.mark.parametrize("text", ["{{grr::GRR}} is {{nrr::NRR::a word}} less; {{grr::GRR}}.", "{{a::{x} }}"])
def test_clozes_go_out_and_come_back(text: str) -> None:
    anki, numbers = to_anki(text)
    again = from_anki(anki)
    back = again.text
    for name, number in numbers.items():
        back = back.replace(f"{{{{c{number}::", f"{{{{{name}::")
    assert back == text


def test_templates() -> None:
    fields = {"Front": "F", "Back": "B", "Empty": " "}
    shown = (
        "{{Front}}{{#Empty}}no{{/Empty}}{{^Empty}}{{#Back}}yes{{/Back}}{{/Empty}}{{None}}{{tts en_US:Front}}"
    )
    assert filled(shown, fields, front=True) == "Fyes"
    assert filled("{{hint:Back}}{{type:Back}}{{text:Back}}", fields, front=True) == "B"
    assert filled("{{hint:Back}}<!--{{Front}}-->", fields, front=False) == "B"
    assert below_the_line('{{FrontSide}}<HR id="answer">x') == "x"
    assert below_the_line("a<hr id=answer> ") == "a<hr id=answer> "
    assert typed_field("{{Front}}{{type:nc:Back}}") == "Back"
    assert typed_field("{{Front}}") is None
    assert cloze_field("{{#a}}{{/a}}{{edit:cloze:Text}}") == "Text"
