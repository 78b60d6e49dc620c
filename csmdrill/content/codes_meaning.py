"""The codes of meaning: decks and cards (D), and packs (P)."""

from __future__ import annotations

from csmdrill.content.code import Code, error, warning

DECK: tuple[Code, ...] = (
    error(
        "D401",
        "card without an id",
        "A card's history hangs on its id, so that its text can be edited and moved. Run `csmdrill fmt "
        "FILE`: it writes a readable id into every card that has none.",
    ),
    error(
        "D402",
        "id twice in a deck",
        "Two cards of one deck have the same id, and their histories would mix. The second is left out. "
        "Give the newer card another id; keep the older one's, because its history hangs on it.",
    ),
    error(
        "D403",
        "id is retired",
        "The id stands under `retired`, so it may never mean another card. Give this card a new id, or, "
        "if it is the same card come back, take the id out of `retired`.",
    ),
    error(
        "D404",
        "alias in use",
        "An alias is an earlier id of a card; here it is also the id of a living card, or of two cards. A "
        "history can go to one card only. Delete the alias where it does not belong.",
    ),
    error(
        "D405",
        "not exactly one right option",
        "A choice has one option with `right: true`. Mark one; if several are right, ask for the best, or "
        "make it a `points` card. Example: `options: [{text: Ask first, right: true}, {text: Send the "
        "deck}]`.",
    ),
    error(
        "D406",
        "need is more than there are points",
        "`need` says how many points are enough. It cannot be more than the card lists; leave it out if "
        "all are needed.",
    ),
    error(
        "D407",
        "cloze without a deletion",
        "A cloze card hides the words between {{ and }}; this one hides nothing. Example: `text: "
        '"{{grr::GRR}} never exceeds 100 %."`.',
    ),
    error(
        "D408",
        "deletion without an id",
        "Each deletion of a cloze card is a card of its own, and its history hangs on its id. Run "
        "`csmdrill fmt FILE` to write the ids, or write `{{grr::GRR}}` yourself.",
    ),
    error(
        "D409",
        "braces do not fit",
        "Text between {{ and }} must be a deletion (`{{id::words}}`, cloze cards) or a fact (`{{name}}` "
        "or `{{name|money}}`, case cards). The filters are money, number, percent and date. Braces do not "
        "nest.",
    ),
    error(
        "D410",
        "unknown name in a text",
        "The text asks for a fact that the card does not have. The names are those under `facts` and "
        "`let`. Example: with `facts: {start: ...}` write `{{start|money}}`.",
    ),
    error(
        "D411",
        "filter needs a number",
        "money, number, percent and date print numbers, but this fact is a word. Write `{{name}}` alone.",
    ),
    error(
        "D412",
        "formula cannot be read",
        "A formula is made of numbers, names of facts, + - * / ( ), comparisons, and, or, not, abs, min, "
        "max; nothing else is ever evaluated. The column shows where reading stopped. All formulas of a deck "
        "together may have 25,000 characters; split a longer one. Example: `value: "
        '"100 * (kept + grown) / start"`.',
    ),
    error(
        "D413",
        "unknown name in a formula",
        "The formula uses a name that is no number of this card. Names come from `range` facts and from "
        "`let` entries above it; made-up names and picked words are text.",
    ),
    error(
        "D414",
        "condition and number mixed up",
        "A `when` must say yes or no, as in `risk > 100000`; a `value` and a `let` must give a number. To "
        "use a condition twice, write it twice.",
    ),
    error(
        "D415",
        "division by zero",
        "For at least one possible draw of the facts the formula divides by zero, and that draw will "
        "come; a guard like `b > 0 and a / b > 2` does not help, because edges are drawn. Begin the range "
        "higher. Example: `start: {kind: range, from: 200000, ...}` instead of `from: 0`. The work that goes "
        "into a card and into a deck is limited: what cannot be ruled out within it counts as possible. Then "
        "give the ranges a larger `step`, or split the deck.",
    ),
    error(
        "D416",
        "range ends before it begins",
        "A range goes from the lower to the higher number: `{kind: range, from: 5, to: 40}`. With from "
        "above to there is nothing to draw.",
    ),
    error(
        "D417",
        "range too fine",
        "A range may have 100,000 steps. Numbers one can reckon with in the head need far fewer: give a "
        "rounder `step`, like `step: 5000`.",
    ),
    error(
        "D418",
        "order of case options",
        "Options are tried from the top: each has a `when`, and the last has none, so that one is always "
        'right. Example: `options: [{label: Escalate, when: "risk > 100000"}, {label: Hold}]`.',
    ),
    error(
        "D419",
        "name not possible",
        "`let` may not give a fact's name a second meaning, and and, or, not, abs, min and max are words "
        "of formulas. Choose another name.",
    ),
    error(
        "D420",
        "shadows outside the own folder",
        "`shadows` replaces cards of another deck, so only decks in your own folder may do it. Delete the "
        "key; to change a shipped card, press `e` on it.",
    ),
    error(
        "D421",
        "the same line twice",
        "Two steps, points or options say the same, so one could not be told from the other. Change or "
        "delete one.",
    ),
    error(
        "D422",
        "number too large",
        "For some draw of the facts the formula gives a number with hundreds of digits. Look for a `let` "
        "that multiplies another one again and again.",
    ),
    error(
        "D423",
        "clock of a moment",
        "A moment is a role-play in twenty seconds: its clock takes 5s to 2m. Under five seconds nobody can "
        "speak; what needs longer than two minutes is a scenario.",
    ),
    warning(
        "D451",
        "reply accepted twice",
        "Typed replies are compared without case, accents and double spaces, so these two are the same. "
        "Delete one.",
    ),
    warning(
        "D452",
        "card without why",
        "`why` says in one sentence what the card is for; it is shown with the answer. A card whose why "
        "is hard to write is often not worth drilling.",
    ),
    warning(
        "D453",
        "card without a competency",
        "The card counts for no competency, and `practice --competency` never offers it. Give the deck a "
        "default, for example `competency: renewal-negotiation`, or the card its own.",
    ),
    warning(
        "D454",
        "option never right",
        "No draw of the facts makes this option the right one; people learn to ignore it. Widen a range, "
        "or loosen its `when` or the one above it.",
    ),
    warning(
        "D455",
        "fact not used",
        "The fact is drawn, but no text and no formula uses it. Use it or delete it.",
    ),
    error(
        "D456",
        "two files with the same deck or card",
        "Two files of the same pack give the same key, and histories would mix; only the first is used. "
        "Give one of the decks another `id`, and list the old one under its `aliases` if it was renamed.",
    ),
)

PACK: tuple[Code, ...] = (
    error(
        "P501",
        "reserved pack id",
        "The ids csmdrill, my and local are taken: by the shipped cards, your own folder, and folders "
        "without a pack file. Choose another id in `csmdrill-pack.yaml`; add your team's name.",
    ),
    error(
        "P502",
        "pack file has errors",
        "The deck stands in a pack whose `csmdrill-pack.yaml` cannot be used, so its cards have no name. "
        "The deck is left out until the pack file is mended; `csmdrill check FOLDER` lists its problems.",
    ),
    warning(
        "P503",
        "two packs with the same id",
        "Two folders claim the same pack id, so decks of one may hide decks of the other. Give one of "
        "them another id, unless one is a copy: then delete it.",
    ),
    warning(
        "P504",
        "file passed over",
        "The file ends in .yaml but has a name that csmdrill does not read, so its cards never come. Name a "
        "deck like `renewals.deck.yaml`, or move the file elsewhere.",
    ),
    warning(
        "P505",
        "no plain file",
        "Only plain files in plain folders are read. A link could lead out of the folder you trust, a pipe "
        "or a device could hold the program up, and a folder is no deck whatever its name. Put the file "
        "itself in the place.",
    ),
)
