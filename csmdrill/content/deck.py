"""The models of a deck file: the type of each kind of card, and the source of the JSON Schema."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from csmdrill.content.competency import Competency, Department, Philosophy
from csmdrill.content.duration import Duration

FORMAT = "csmdrill/deck@1"

Id = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64)]
Alias = Annotated[str, Meta(pattern=r"^([a-z0-9][a-z0-9-]*/){0,2}[a-z0-9][a-z0-9-]*$", max_length=195)]
DeckAlias = Annotated[str, Meta(pattern=r"^([a-z0-9][a-z0-9-]*/)?[a-z0-9][a-z0-9-]*$", max_length=130)]
Name = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Line = Annotated[str, Meta(min_length=1, max_length=200)]
Text = Annotated[str, Meta(min_length=1, max_length=4000)]
Formula = Annotated[str, Meta(min_length=1, max_length=400)]


class CardFields(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What every kind of card may carry.

    Args:
        id: the card's name within its deck; it never changes meaning.
        tags: free words to practise by.
        competency: overrides the deck's.
        philosophies: overrides the deck's.
        segment: the kind of customer it is about.
        department: the colleague's department it is about.
        level: level of the competency standard; all shipped content is 1.
        source: where a fact in it comes from.
        why: one sentence that says what the card is for, shown with the answer.
        revision: raised by the author when the meaning changed; the card is then due at once.
        aliases: earlier ids of this card, `card`, or `deck/card` within the same pack, or `pack/deck/card`.
        guid: what Anki calls the note that it came from, and gets back when it is sent out.
    """

    id: Id | None = None
    tags: list[Id] = []
    competency: Competency | None = None
    philosophies: list[Philosophy] | None = None
    segment: Id | None = None
    department: Department | None = None
    level: Annotated[int, Meta(ge=1, le=3)] = 1
    source: Annotated[str, Meta(max_length=400)] = ""
    why: Annotated[str, Meta(max_length=1000)] = ""
    revision: Annotated[int, Meta(ge=1, le=9999)] = 1
    aliases: list[Alias] = []
    guid: Annotated[str, Meta(max_length=64)] = ""


class Recall(CardFields, frozen=True, kw_only=True, tag="recall", tag_field="kind"):
    """A prompt and the answer to say before revealing it; `reverse` makes its sibling."""

    prompt: Text
    answer: Text
    reverse: bool = False


class Cloze(CardFields, frozen=True, kw_only=True, tag="cloze", tag_field="kind"):
    """A text with deletions `{{id::words}}`; each id is a card of its own."""

    text: Text


class ChoiceOption(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One option: exactly one of a card's is right; `because` says why it tempts and fails."""

    text: Annotated[str, Meta(min_length=1, max_length=1000)]
    right: bool = False
    because: Annotated[str, Meta(max_length=1000)] = ""


class Choice(CardFields, frozen=True, kw_only=True, tag="choice", tag_field="kind"):
    """A prompt and two to six options."""

    prompt: Text
    options: Annotated[list[ChoiceOption], Meta(min_length=2, max_length=6)]


class Typed(CardFields, frozen=True, kw_only=True, tag="typed", tag_field="kind"):
    """A prompt and the replies that count; the first is the one shown."""

    prompt: Text
    accept: Annotated[list[Line], Meta(min_length=1, max_length=20)]


class Number(CardFields, frozen=True, kw_only=True, tag="number", tag_field="kind"):
    """A prompt, a number and how far off a reply may be."""

    prompt: Text
    number: float
    within: Annotated[float, Meta(ge=0)] = 0.0
    unit: Annotated[str, Meta(max_length=40)] = ""


class Order(CardFields, frozen=True, kw_only=True, tag="order", tag_field="kind"):
    """A prompt and three to eight steps in their right order; they are shown shuffled."""

    prompt: Text
    steps: Annotated[list[Line], Meta(min_length=3, max_length=8)]


class Points(CardFields, frozen=True, kw_only=True, tag="points", tag_field="kind"):
    """A prompt and the points a good reply makes; `need` of them are enough (default: all)."""

    prompt: Text
    points: Annotated[list[Line], Meta(min_length=2, max_length=8)]
    need: Annotated[int, Meta(ge=1, le=8)] | None = None


FakeOf = Literal["company", "name", "first_name", "last_name", "job", "city"]


class FakeFact(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="fake", tag_field="kind"):
    """A made-up name."""

    of: FakeOf


class RangeFact(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag="range",
    tag_field="kind",
    rename={"low": "from", "high": "to"},
):
    """A number drawn from `from`, `from + step`, ... up to `to`."""

    low: float
    high: float
    step: Annotated[float, Meta(gt=0)] = 1.0


class PickFact(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="pick", tag_field="kind"):
    """One of several words."""

    among: Annotated[list[Line], Meta(min_length=2, max_length=40)]


Fact = FakeFact | RangeFact | PickFact


class NumberAnswer(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag="number",
    tag_field="kind",
):
    """A number computed from the facts."""

    value: Formula
    within: Annotated[float, Meta(ge=0)] = 0.0
    unit: Annotated[str, Meta(max_length=40)] = ""


class CaseOption(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One option; the first whose `when` holds is right, the last has none and is right otherwise."""

    label: Line
    when: Formula | None = None
    because: Annotated[str, Meta(max_length=1000)] = ""


class ChooseAnswer(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="choose", tag_field="kind"
):
    """An option decided by the facts."""

    options: Annotated[list[CaseOption], Meta(min_length=2, max_length=6)]


class Case(CardFields, frozen=True, kw_only=True, tag="case", tag_field="kind"):
    """A situation with fresh facts each time; `prompt`, `why` and `because` are templates over them."""

    facts: Annotated[dict[Name, Fact], Meta(min_length=1, max_length=20)]
    let: Annotated[dict[Name, Formula], Meta(max_length=20)] = {}
    prompt: Text
    answer: NumberAnswer | ChooseAnswer


class Moment(CardFields, frozen=True, kw_only=True, tag="moment", tag_field="kind"):
    """A role-play in twenty seconds: one line from a stakeholder, a running clock, one reply.

    Args:
        who: says the line.
        line: what they say.
        clock: how long one has for the reply, 5s to 2m.
        checks: what a good reply does; ticked afterwards, all of them for Good.
        strong: a reply that works.
        weak: one that many give, and that costs.
        silent: saying nothing is the answer; the clock running out is how it is given.
    """

    who: Line
    line: Annotated[str, Meta(min_length=1, max_length=400)]
    clock: Duration = "20s"
    checks: Annotated[list[Line], Meta(min_length=1, max_length=3)]
    strong: Annotated[str, Meta(min_length=1, max_length=1000)]
    weak: Annotated[str, Meta(min_length=1, max_length=1000)]
    silent: bool = False


Card = Recall | Cloze | Choice | Typed | Number | Order | Points | Case | Moment


class DeckHead(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Everything of a deck file but its cards.

    Args:
        format: always `csmdrill/deck@1`.
        id: the deck's name within its pack.
        title: shown above its cards.
        competency: default of its cards.
        philosophies: default of its cards.
        owner: who keeps it true.
        retired: ids of cards that may never mean something else.
        aliases: earlier ids of this deck, `deck` within the same pack, or `pack/deck`.
        shadows: `pack/deck` whose cards of the same ids these replace; only in the person's own folder.
    """

    format: Literal["csmdrill/deck@1"]
    id: Id
    title: Line
    competency: Competency | None = None
    philosophies: list[Philosophy] = []
    owner: Annotated[str, Meta(max_length=120)] = ""
    retired: list[Id] = []
    aliases: list[DeckAlias] = []
    shadows: Annotated[str, Meta(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$", max_length=130)] | None = None


class Deck(DeckHead, frozen=True, kw_only=True):
    """A whole deck file."""

    cards: Annotated[list[Card], Meta(max_length=5000)]


class LibraryCard(Struct, frozen=True, kw_only=True):
    """One reviewable card as the library found it; a cloze or a reversed card gives several.

    Args:
        key: `pack/deck/card`, and `#part` behind it for a sibling (`#reverse`, `#<cloze id>`).
        family: the key without its part; siblings share it.
        part: what stands behind `#`, or empty.
        hash: 16 hex digits over what the card says and asks; edits change it, moves do not.
        revision: as the author gave it.
        competency: the card's or its deck's; empty if neither says.
        tags: the card's.
        aliases: full earlier keys, part included.
        deck_title: shown above the card.
        path: file it stands in.
        line: its first line, counted from 1.
        position: its place in the deck file, from 0.
        card: the model.
    """

    key: str
    family: str
    part: str
    hash: str
    revision: int
    competency: str
    tags: tuple[str, ...]
    aliases: tuple[str, ...]
    deck_title: str
    path: str
    line: int
    position: int
    card: Card


def encode_card(card: Card) -> bytes:
    """Return a card as JSON, defaults left out."""
    return msgspec.json.encode(card)


def decode_card(body: bytes) -> Card:
    """Return the card that `encode_card` wrote."""
    decoded: Card = _DECODER.decode(body)
    return decoded


_DECODER: msgspec.json.Decoder[Card] = msgspec.json.Decoder(Card)
