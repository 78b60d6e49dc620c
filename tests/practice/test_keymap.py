"""Keys of a person's own: what is taken, what is refused with a sentence, and what an older home keeps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmdrill.core.errors import SettingRejected
from csmdrill.practice.keymap import (
    BINDINGS,
    FIXED,
    USUAL,
    key_name,
    key_sign,
    keymap_words,
    parse_keymap,
    usable,
)
from csmdrill.practice.settings import check_setting, parse_setting, settings_from


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("practice.undo=x", "practice.undo=x"),
        (" today.stats=t , practice.undo = ; ", "today.stats=t,practice.undo=semicolon"),
        ("today.stats=?,app.help=f5", "app.help=f5,today.stats=question_mark"),
        ("practice.undo=w,practice.why=u", "practice.undo=w,practice.why=u"),
        ("practice.undo=u", USUAL),
        ("practice.undo=ctrl+U", "practice.undo=ctrl+u"),
        ("usual", USUAL),
        ("", USUAL),
    ],
)
def test_what_was_typed_is_kept_in_one_form(text: str, kept: str) -> None:
    assert parse_setting("keys", text) == kept


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("practice.undo", "binding=key pairs"),
        ("practice.fly=x", "no key binding named 'practice.fly'"),
        ("practice.undo=w", "practice.undo and practice.why would both be w"),
        ("practice.undo=a", "that key does something else there"),
        ("practice.undo=x,practice.undo=y", "given two keys"),
        ("practice.undo=?", "practice.undo and app.help would both be ?"),
        ("library.flag=q", "that key does something else there"),
        ("app.help=s", "app.help and today.stats would both be s"),
        ("app.help=a", "that key does something else there"),
        ("practice.undo=banana", "'banana' is no key"),
        ("practice.undo=", "'' is no key"),
        ("practice.undo=ctrl+i", "the same as tab"),
        ("practice.stop=ctrl+q", "that key does something else there"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(SettingRejected) as refused:
        parse_setting("keys", text)
    assert sentence in refused.value.sentence
    assert refused.value.hint


def test_the_usual_keys_clash_with_nothing() -> None:
    for each in BINDINGS:
        assert each.room in FIXED
        assert parse_keymap(f"{each.id}={each.keys[0]}") == {each.id: each.keys[0]}


def test_a_binding_of_a_newer_version_is_passed_over_and_the_rest_used() -> None:
    text = "practice.undo=x,stage.unmute=m,today.stats=s"
    check_setting("keys", text)
    assert settings_from({"keys": text}).keys == text
    assert usable(text) == {"practice.undo": "x", "today.stats": "s"}
    assert usable("practice.undo=w,practice.why=u") == {"practice.undo": "w", "practice.why": "u"}
    assert usable("today.stats=t,practice.undo=w") == {"today.stats": "t"}


@given(st.text(max_size=60))
def test_any_text_is_taken_or_refused_and_never_more(text: str) -> None:
    try:
        wanted = parse_keymap(text)
    except SettingRejected:
        return
    assert parse_keymap(keymap_words(wanted)).items() <= wanted.items()


@given(st.text(max_size=200))
def test_any_stored_text_gives_a_keymap_without_clashes(text: str) -> None:
    kept = usable(text)
    assert parse_keymap(",".join(f"{name}={key}" for name, key in kept.items())) == kept


def test_a_sign_is_shown_as_it_is_typed() -> None:
    assert [key_sign(key_name(key)) for key in ("/", ",", "ctrl+r", "escape", "f2", "x")] == [
        "/",
        ",",
        "^r",
        "esc",
        "f2",
        "x",
    ]
