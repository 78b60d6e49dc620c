"""The codes of reading: text (T), YAML (Y), and values that do not fit the model (M)."""

from __future__ import annotations

from csmdrill.content.code import Code, error, warning

TEXT: tuple[Code, ...] = (
    error(
        "T101",
        "not UTF-8",
        "The bytes of the file are not UTF-8, so its letters cannot be known for sure. Save it again as "
        "UTF-8; most editors offer that under `Save with encoding`. The column counts the characters that "
        "could be read before the first wrong byte.",
    ),
    error(
        "T102",
        "byte order mark",
        "The file begins with an invisible byte order mark (U+FEFF), which some Windows editors write. "
        "Tools that compare or join files stumble over it. Save the file as `UTF-8` without BOM.",
    ),
    error(
        "T103",
        "file too large",
        "A content file may have 1 MiB, which is about 4,000 cards. A limit keeps a damaged or hostile "
        "file from stalling the program. Split the deck in two; give the new file its own `id`.",
    ),
    error(
        "T104",
        "unsafe character",
        "The text holds a control character, a bidirectional control or a line separator. A terminal may "
        "obey such a character instead of showing it, and a reader cannot see it. Delete it; it often "
        'comes along with text copied from a web page. An escape in double quotes, like "\\x1b", counts as '
        "well.",
    ),
    error(
        "T105",
        "line too long",
        "A line may have 20,000 characters; longer ones are nearly always data that got into a deck by "
        "mistake. Break the text into lines with a block: `prompt: >` and the text indented below it.",
    ),
    error(
        "T106",
        "conflict marks of git",
        "A merge left `<<<<<<<`, `=======` and `>>>>>>>` in the file, so two versions stand side by side. "
        "Keep the lines you want, delete the others and the marks, then save.",
    ),
    error(
        "T107",
        "file cannot be read",
        "The file is there, but the system does not let csmdrill read it. Look at its permissions, or "
        "whether another program holds it. A pipe or a device is never read: it could hold the program up.",
    ),
    error(
        "T108",
        "file is empty",
        "There is no YAML in the file, or only comments. A deck begins with `format: csmdrill/deck@1`, "
        "then `id`, `title` and `cards`. Delete the file if it is not needed.",
    ),
    error(
        "T109",
        "too many errors",
        "Only the first 100 errors of a file are listed, because later ones often follow from earlier "
        "ones. Mend those at the top, then check again.",
    ),
    warning(
        "T110",
        "too many warnings",
        "Only the first 100 warnings of a file are listed. Mend those, or leave them: warnings leave no "
        "card out.",
    ),
)

YAML: tuple[Code, ...] = (
    error(
        "Y201",
        "broken YAML",
        "The file cannot be read as YAML from this place on, so the whole file is left out. The usual "
        "reasons: a colon and a space inside unquoted text, a quote that is never closed, a line that "
        'does not line up, or a tab for indentation. Put the text in double quotes: `prompt: "Price: what '
        'do you say?"`.',
    ),
    error(
        "Y202",
        "anchor",
        "`&name` gives a place a name so that it can be repeated elsewhere. Files that repeat themselves "
        "grow without limit when read, so anchors are refused. If the & is part of your text, use quotes: "
        '`prompt: "&c: what is it?"`.',
    ),
    error(
        "Y203",
        "alias",
        "`*name` repeats another place of the file; aliases are refused like anchors. If the text itself "
        'begins with a star, use quotes: `answer: "*Now* or in March."`.',
    ),
    error(
        "Y204",
        "tag",
        "`!name` before a value tells a YAML reader to build something from it; csmdrill builds nothing "
        'from content. If the text itself begins with an exclamation mark, use quotes: `answer: "!"`.',
    ),
    error(
        "Y205",
        "merge key",
        "`<<` copies the keys of another mapping in. A few hundred bytes of these can grow to gigabytes, "
        "so they are refused. Write the keys out.",
    ),
    error(
        "Y206",
        "nested too deep",
        "Content is never more than a few levels deep; 20 are allowed. Look for brackets that are opened "
        "and never closed.",
    ),
    error(
        "Y207",
        "key twice",
        "The same key stands twice in one mapping, and a reader could only keep one of them. Delete one, "
        "or, where a new card was meant, begin it with `- `.",
    ),
    error(
        "Y208",
        "key is no text",
        "The name before a colon must be plain text. This happens most often when a text begins with "
        'braces: `prompt: {{account}} lost ...` must be `prompt: "{{account}} lost ..."`.',
    ),
    error(
        "Y209",
        "several documents",
        "A line `---` begins a second document. One file holds one deck: put the second in its own file.",
    ),
    error(
        "Y210",
        "too many items",
        "A list, and so a deck, may have 5,000 items, a mapping 200 keys. Split the deck; give the new file "
        "its own `id`.",
    ),
    error(
        "Y211",
        "text too long",
        "One text may have 20,000 characters, far more than a card can show. Look for a quote or a block "
        "that swallowed the lines below it.",
    ),
    error(
        "Y212",
        "too many values",
        "The file holds more single values than it needs: a deck may have 100,000, any other file 20,000. "
        "Split it.",
    ),
)

MODEL: tuple[Code, ...] = (
    error(
        "M301",
        "unknown key",
        "There is no key of this name here, and a misspelt key would silently do nothing. Keys are in "
        "lower case; the message gives the nearest one that exists. `csmdrill schema deck` lists all.",
    ),
    error(
        "M302",
        "key missing",
        "This kind of card, or the deck itself, cannot do without the key. A deck needs `format`, `id`, "
        "`title` and `cards`; a recall card needs `kind`, `prompt` and `answer`.",
    ),
    error(
        "M303",
        "wrong type",
        "Something else is expected here: a text, a number, true or false, a list, or a mapping of keys. "
        "Numbers, true and false stand without quotes; a list is written `[a, b]` or as lines with `- `. "
        "Example: `within: 0.5`.",
    ),
    error(
        "M304",
        "not a possible name",
        "Ids and tags are made of a-z, 0-9 and hyphens (`trade-not-gift`), names of facts of a-z, 0-9 and "
        "underscores (`start_value`). Such names stay readable in links, on the command line and in "
        "formulas.",
    ),
    error(
        "M305",
        "wrong length",
        "A text or a list is empty, too short or too long; the message says what is possible. A card one "
        "can judge in three seconds is short: an answer rarely needs more than 35 words.",
    ),
    error(
        "M306",
        "number out of range",
        "The number is lower or higher than makes sense here; the message gives the bounds. Example: "
        "`level` is 1, 2 or 3.",
    ),
    error(
        "M307",
        "unknown word",
        "Only certain words are possible here, and this is none of them; the message gives the nearest. "
        "The kinds of cards are recall, cloze, choice, typed, number, order, points and case.",
    ),
    error(
        "M308",
        "value missing",
        "The key stands there, but nothing (or null, or ~) follows it. Give it a value, or delete the "
        'key. If the text is really the word null, use quotes: `answer: "null"`.',
    ),
    error(
        "M309",
        "unknown format",
        "The first line of a deck is `format: csmdrill/deck@1`. A higher number after the @ was written "
        "for a newer csmdrill: update, then check again.",
    ),
    error(
        "M310",
        "not a duration",
        "Times and lengths of time are written with their unit: seconds as `90s`, minutes as `2m`, both as "
        "`3m30s`. A bare number would leave open what it counts. Example: `clock: 20s`.",
    ),
)
