"""The codes of role-plays: scenarios (S), and the rubrics by which they are rated (R)."""

from __future__ import annotations

from csmdrill.content.code import Code, error, warning

SCENARIO: tuple[Code, ...] = (
    error(
        "S601",
        "name twice in a scenario",
        "Two rules, tests or phases have the same name, so a log could not say which one was meant. Rename "
        "the second. `start`, `timeout` and `short` are taken: they stand for what happens outside the "
        "rules.",
    ),
    error(
        "S602",
        "phase not declared",
        "`in` and `to` name phases, and each must stand in the list `phases`; the first of the list is where "
        "the scenario begins. Example: `phases: [cold, open]`.",
    ),
    error(
        "S603",
        "end not declared",
        "`end` names one of `ends`, where each is a pass or a fail. Example: `ends: {advanced: pass, "
        "drifted: fail}`, and in a rule `do: {end: advanced}`.",
    ),
    error(
        "S604",
        "person not there",
        "`who` and `person` name somebody under `people`, by id. Nobody else can speak. Example: `people: "
        "{dana: {name: {kind: fake, of: name}, role: CFO}}`, and in a rule `who: dana`.",
    ),
    error(
        "S605",
        "concept not there",
        "`~name` stands for a list of terms under `concepts`, and so do the keys of `titles` and "
        "`paraphrases`. Concepts are plain lists: one cannot name another. Example: `concepts: {price: "
        "[discount*, cheaper]}`, then `match: {any: [~price]}`.",
    ),
    error(
        "S606",
        "variable not declared",
        "`add` and `set` count in variables, and each needs its value at the start under `vars`. Example: "
        "`vars: {trust: 0}`, then `do: {add: {trust: 1}}`.",
    ),
    error(
        "S607",
        "rubric not found",
        "A scenario is rated by a rubric, and this one is not among the files that were found. Write the "
        "rubric's id if it lies in the same pack, else `pack/id`. Example: `rubric: "
        "csmdrill/renewal-negotiation`.",
    ),
    error(
        "S608",
        "no such criterion",
        "`train` names the one criterion that practice asks to rate; it must be one of the rubric. The "
        "message lists them. Leave `train` out to let people choose.",
    ),
    error(
        "S609",
        "a line may stay without a reply",
        "Whatever one says, somebody must answer. End with a `reply` rule that takes every line: no `match`, "
        "`when`, `in`, `person` or `limit`, and with something to say. Example: `{id: probe, event: reply, "
        'do: {say: ["Says who?", "By when?"]}}`.',
    ),
    error(
        "S610",
        "no passing end",
        "At least one of `ends` is a `pass`, and a rule must end there; a scenario that nobody can pass "
        "teaches nothing. Example: `ends: {advanced: pass, drifted: fail}`.",
    ),
    error(
        "S611",
        "term cannot be used",
        "A term is `~concept`, words such as `next step*`, or a `/pattern/` of RE2 with at most 200 "
        "characters. RE2 has no look-ahead and no back-references, so that no line can stall the program; "
        "for the same reason, all patterns of a scenario together have a size of at most 12,500. Where "
        "they are larger, write words and stems instead, or fewer and shorter patterns. "
        "Example: `/by (mon|tues|wednes|thurs|fri)day/`.",
    ),
    error(
        "S612",
        "time after the end",
        "Nothing happens once `total` and `grace` are over, so this could never come. Make it earlier, or "
        "the timebox longer.",
    ),
    error(
        "S613",
        "times out of order",
        "The lamp turns amber, then red, then time is up; in a monologue `green` comes before them. Example: "
        "`timebox: {total: 4m, amber: 3m, red: 3m30s, grace: 15s}`.",
    ),
    error(
        "S614",
        "braces do not fit",
        "Between {{ and }} stands a name, or a name and a filter: `{{dana}}`, `{{dana.role}}`, "
        "`{{value|money}}`, `{{quote.date}}`. The filters are money, number, percent and date.",
    ),
    error(
        "S615",
        "unknown name in a text",
        "The text asks for something that the scenario does not have. Names come from `people`, `facts`, "
        "`let` and `vars`; a person also has `.name` and `.role`. Example: `{{dana.name}}`.",
    ),
    error(
        "S616",
        "filter needs a number",
        "money, number, percent and date print numbers, but this is a word. Write `{{name}}` alone.",
    ),
    error(
        "S617",
        "formula cannot be read",
        "A `when` or `let` is made of numbers, names, + - * / ( ), comparisons, and, or, not, abs, min, max; "
        "nothing else is ever evaluated. The column shows where reading stopped. Example: `when: trust >= "
        "1`.",
    ),
    error(
        "S618",
        "unknown name in a formula",
        "The formula uses a name that is no number here. Numbers are `vars`, `range` facts and `let` "
        "entries; a `let` knows only facts and the entries above it.",
    ),
    error(
        "S619",
        "condition and number mixed up",
        "A `when` must say yes or no, as in `trust >= 1`; a `let` must give a number, as in `start - lost`. "
        "To use a condition twice, write it twice.",
    ),
    error(
        "S620",
        "formula may fail",
        "For some draw of the facts, or some state of the variables, the formula divides by zero or gives a "
        "number with hundreds of digits. That moment will come in front of somebody. Divide only by what is "
        "never zero.",
    ),
    error(
        "S621",
        "range cannot be drawn",
        "A range goes from the lower to the higher number and has at most 100,000 values. Take a rounder "
        "step. Example: `{kind: range, from: 120000, to: 240000, step: 10000}`.",
    ),
    error(
        "S622",
        "quote without a line",
        "`quote` keeps words of the line that fired the rule, so it belongs to `reply`, `filled` or `long`. "
        "At a silence or a time nobody has just said anything.",
    ),
    error(
        "S623",
        "quote that nobody keeps",
        "`{{quote.name}}` throws back words that an earlier rule kept, and no rule keeps words under this "
        "name. Example: `do: {quote: date}` in the rule that hears a date, later `{{quote.date}}`.",
    ),
    error(
        "S624",
        "monologue not complete",
        "A monologue needs three things: `green` in the timebox, the least that must be spoken; `short`, "
        "what happens before that; and a last rule for `done` that ends it in any case. Example: `{id: "
        "through, event: done, do: {end: delivered}}`.",
    ),
    error(
        "S625",
        "cannot work like this",
        "A rule for `long` needs `words` or `after`, a rule for `idle` a time above zero, and `green` and "
        "`short` belong to monologues. As it stands it would never do anything.",
    ),
    error(
        "S626",
        "timeout without an end",
        "When the grace is over the scenario is over, so `timeout` names one of `ends`. Example: `timeout: "
        '{say: "I have to drop.", end: drifted}`.',
    ),
    error(
        "S627",
        "name not possible",
        "People, facts, `let` and variables share their names in texts and formulas, so each name stands "
        "once. `you`, `quote`, and, or, not, abs, min and max have a meaning of their own. Rename one.",
    ),
    error(
        "S628",
        "script out of order",
        "Times of a script count from the start and go up; a line begins after the one above has ended, and "
        'before the scenario is over. Each has `say`, `until` or `done`. Example: `{at: 9s, say: "Dana, what '
        'matters most?"}`.',
    ),
    error(
        "S629",
        "test failed",
        "The script was played, and what came of it is not what the test expects. `csmdrill roleplay test "
        "FILE --trace` shows the run line by line. Mend the rules, or the test if the rules are right.",
    ),
    error(
        "S630",
        "two files with the same scenario",
        "Two files of the same pack have the same id, and their attempts would mix; only the first is used. "
        "Give one of them another `id`.",
    ),
    warning(
        "S651",
        "phase out of reach",
        "No rule leads to this phase, so its rules never fire. Add `to` to the rule that should lead there, "
        "or delete the phase.",
    ),
    warning(
        "S652",
        "end never reached",
        "Nothing ends here, so nobody will ever see it. Add `end` to a rule, or delete the end.",
    ),
    warning(
        "S653",
        "tag never given",
        "A test asks for a tag, or forbids one, that no rule gives, so the test says nothing. The message "
        "names the nearest tag that exists.",
    ),
    warning(
        "S654",
        "rule hidden by an earlier one",
        "The first rule that fits a line answers it, and an earlier rule fits whenever this one would. Move "
        "this rule up, or make the earlier one narrower.",
    ),
    warning(
        "S655",
        "rule never fired",
        "Neither the tests nor 1,000 random players made this rule fire. Either its conditions exclude each "
        "other, or it waits for words that only a test can say: write that test.",
    ),
    warning(
        "S656",
        "tests leave rules out",
        "The file's own tests fire less than 80 % of its rules; the message names the others. What no test "
        "plays breaks without a sound at the next edit.",
    ),
    warning(
        "S657",
        "brief too long",
        "A brief has 120 words: what somebody reads in half a minute before a call. Put the rest into what "
        "people say.",
    ),
    warning(
        "S658",
        "luck wins too often",
        "More than 5 % of random players, who say whatever comes, reach a passing end. The way there asks "
        "for too little: add a condition, a phase, or a second step.",
    ),
    warning(
        "S659",
        "paraphrases not understood",
        "More than 15 % of the ways to say it are not recognised, so people who make the right move will be "
        "ignored. Add words to the concepts; the message lists the first that were missed.",
    ),
    warning(
        "S660",
        "few tests",
        "Three tests are the least: the good run, the usual mistake, and doing nothing. They are also the "
        "best description of what the scenario is for.",
    ),
    warning(
        "S661",
        "few paraphrases",
        "Under ten ways to say it nobody can tell whether the concepts understand people. Ask a colleague "
        "how they would put it, and write that down before looking at the rules.",
    ),
    warning(
        "S662",
        "never used",
        "It is declared, but no text, formula or rule uses it. Use it or delete it.",
    ),
)

RUBRIC: tuple[Code, ...] = (
    error(
        "R701",
        "criterion twice",
        "Two criteria of a rubric have the same id, and their ratings would mix. Rename the second.",
    ),
    error(
        "R702",
        "check twice",
        "Two checks of a criterion have the same id, and one tick would count for both. Rename the second.",
    ),
    error(
        "R703",
        "weights do not add up",
        "The weights of all criteria add up to 100, so that a score means the same in every rubric. The "
        "message gives the sum.",
    ),
    error(
        "R704",
        "two anchors alike",
        "The anchors of 1, 3 and 5 say what each rating looks like. Two that read the same cannot be told "
        "apart, so say what is seen or heard at each.",
    ),
    error(
        "R705",
        "two files with the same rubric",
        "Two files of the same pack have the same id; only the first is used. Give one of them another `id`.",
    ),
)
