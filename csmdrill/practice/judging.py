"""Judges a reply: whether it is right, which rating to offer, and what to say about it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import takewhile

from csmdrill.core.text import fold
from csmdrill.practice.model import Option, Question, Rating, ReplyForm, Verdict

LONGEST_REPLY = 4000
LONGEST_NUMBER = 40
PUNCTUATION = ".,;:!?'\"()[]{}<>*_/\\|~-+=#&"
CURRENCY = "$€£¥"
SCALES = {
    "k": 1_000,
    "thousand": 1_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "million": 1_000_000,
    "bn": 1_000_000_000,
    "billion": 1_000_000_000,
}
SHORTEST_NEAR_MISS = 5
LONG_WORDS = 9

_AMOUNT = re.compile(
    rf"(?:(?:(?<=[\s{CURRENCY}])|^)(?P<sign>[-+])(?P<after>\s*[{CURRENCY}]?\s*))?"
    r"(?P<digits>\.?[0-9](?:[0-9.,'_ ]*[0-9])?)\s?(?P<scale>[a-z]+)?"
)
_GROUPED = re.compile(r"[0-9]{1,3}([ ,.'_])[0-9]{3}(?:\1[0-9]{3})*")
_THOUSAND_COMMA = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")


def judge(question: Question, reply: str) -> Verdict:
    """Return how a reply was judged; never raises, whatever was typed.

    Args:
        question: as posed.
        reply: as typed; what stands behind 4,000 characters is not read.
    """
    reply = reply[:LONGEST_REPLY].strip()
    if not question.graded:
        return Verdict(right=None, suggestion=Rating.GOOD)
    if not fold(reply):
        return _wrong("Not answered.")
    return _JUDGED[question.form](question, reply)


def judge_points(question: Question, ticked: int) -> Verdict:
    """Return the verdict on a reply of which `ticked` points were found afterwards."""
    made = min(max(ticked, 0), len(question.points))
    note = f"You made {made}."
    if made >= question.need:
        return Verdict(right=True, suggestion=Rating.GOOD, note=note)
    return _wrong(note)


def judge_moment(question: Question, ticked: int, late: bool) -> Verdict:
    """Return the verdict on a reply that passed `ticked` checks; `late`: the clock had run out before it.

    Where saying nothing is the answer, the clock running out is what is wanted.
    """
    if question.silent:
        held = Verdict(right=True, suggestion=Rating.GOOD, note="You held the silence.")
        return held if late else _wrong("You spoke into the silence.")
    made = min(max(ticked, 0), len(question.points))
    passed = f"Your reply did {made} of {len(question.points)}."
    if late:
        return _wrong(f"The moment had passed. {passed}")
    if made < question.need:
        return _wrong(passed)
    return Verdict(right=True, suggestion=Rating.GOOD, note=passed)


def parse_number(text: str, unit: str = "") -> Fraction | None:
    """Return the one number in a reply, exactly; None if there is none or more than one.

    Thousands may be set apart by commas, spaces, points or apostrophes. A single point is a decimal one, so
    is a single comma unless it stands like in 1,234. Currency, `%` and words are passed over; `k`, `m` and
    `bn` multiply, unless the unit asked for begins with that letter.
    """
    plain = unicodedata.normalize("NFKC", text[:LONGEST_REPLY]).casefold().replace("’", "'")
    plain = re.sub(r"[‐‑‒–—−]", "-", plain).strip()
    plain = re.sub(r"\s+", " ", re.sub(r"^minus\b", "-", plain))
    found = list(_AMOUNT.finditer(plain))
    if len(found) != 1:
        return None
    value = _value_of(found[0]["digits"])
    if value is None:
        return None
    value *= _scale(found[0]["scale"] or "", unit)
    negative = found[0]["sign"] == "-" and (not found[0]["after"].isspace() or found[0].start() == 0)
    return -value if negative else value


def near(reply: str, expected: str) -> bool:
    """Return whether two folded texts differ by a slip of the fingers: one, in long texts two."""
    longest = max(len(reply), len(expected))
    if longest < SHORTEST_NEAR_MISS:
        return False
    return within_slips(reply, expected, 2 if longest >= LONG_WORDS else 1)


def within_slips(a: str, b: str, slips: int) -> bool:
    """Return whether `a` becomes `b` by at most `slips` letters added, dropped, changed or swapped.

    Optimal string alignment distance (Damerau 1964), only along the band that can still succeed.
    """
    if abs(len(a) - len(b)) > slips:
        return False
    far = slips + 1
    before: list[int] = []
    row = [j if j <= slips else far for j in range(len(b) + 1)]
    for i in range(1, len(a) + 1):
        earlier, before = before, row
        row = [far] * (len(b) + 1)
        row[0] = min(i, far)
        for j in range(max(1, i - slips), min(len(b), i + slips) + 1):
            cost = before[j - 1] + (a[i - 1] != b[j - 1])
            cost = min(cost, before[j] + 1, row[j - 1] + 1)
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                cost = min(cost, earlier[j - 2] + 1)
            row[j] = min(cost, far)
    return row[len(b)] <= slips


def _right() -> Verdict:
    return Verdict(right=True, suggestion=Rating.GOOD)


def _wrong(note: str = "") -> Verdict:
    return Verdict(right=False, suggestion=Rating.AGAIN, note=note)


def _unclear(note: str) -> Verdict:
    return Verdict(right=False, suggestion=Rating.AGAIN, note=note, unclear=True)


def _judge_letter(question: Question, reply: str) -> Verdict:
    option = chosen(question, reply)
    if option is None:
        letters = [each.letter for each in question.options]
        return _unclear(f"Type one of the letters {', '.join(letters)}.")
    return _right() if option.right else _wrong(option.because)


def chosen(question: Question, reply: str) -> Option | None:
    """Return the option that a reply means by its letter, else by its words; None if it means none."""
    asked = _bare(reply[:LONGEST_REPLY])
    by_letter = (option for option in question.options if option.letter == asked)
    by_words = (option for option in question.options if asked and _bare(option.text) == asked)
    return next(by_letter, None) or next(by_words, None)


def _judge_letters(question: Question, reply: str) -> Verdict:
    letters = [option.letter for option in question.options]
    given = [each for each in fold(reply) if not each.isspace() and each not in PUNCTUATION]
    if sorted(given) != letters:
        return _unclear(f"Type each letter once, in order, like {' '.join(reversed(letters))}.")
    expected = list(question.accept[0]) if question.accept else letters
    if given == expected:
        return _right()
    agreed = [a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(given, expected, strict=True))]
    return _wrong(f"Right as far as {' '.join(agreed)}." if agreed else "")


def _judge_text(question: Question, reply: str) -> Verdict:
    said = _bare(reply)
    if any(_same_words(said, _bare(accepted)) for accepted in question.accept):
        return _right()
    close = next((accepted for accepted in question.accept if near(said, _bare(accepted))), None)
    return _wrong(f"Close: {close}" if close else "")


def _judge_number(question: Question, reply: str) -> Verdict:
    number = parse_number(reply, question.unit)
    if number is None:
        return _unclear("Type one number, like 95,000 or 4.5.")
    return _right() if abs(number - Fraction(question.value)) <= Fraction(question.within) else _wrong()


def _bare(text: str) -> str:
    """Return a text as it is compared: folded, hyphens as spaces, no punctuation around words."""
    words = fold(text).replace("-", " ").split()
    return " ".join(word for word in (each.strip(PUNCTUATION) for each in words) if word)


def _same_words(a: str, b: str) -> bool:
    """Return whether two texts are the same but for how their words are joined."""
    return bool(a) and a.replace(" ", "") == b.replace(" ", "")


def _value_of(digits: str) -> Fraction | None:
    """Return what digits with separators mean; None where they mean nothing."""
    if len(digits) > LONGEST_NUMBER:
        return None
    whole, rest = digits, ""
    marks = [mark for mark in digits if mark in ".,"]
    last = max(digits.rfind("."), digits.rfind(","))
    if marks and marks.count(digits[last]) == 1 and not _THOUSAND_COMMA.fullmatch(digits):
        whole, rest = digits[:last], digits[last + 1 :]
    if not (whole.isdecimal() or _GROUPED.fullmatch(whole) or (not whole and rest)):
        return None
    if rest and not rest.isdecimal():
        return None
    return Fraction(f"{re.sub(r'[^0-9]', '', whole) or '0'}.{rest or '0'}")


def _scale(suffix: str, unit: str) -> int:
    """Return what a suffix like `k` multiplies by; a suffix that may be the unit itself does nothing."""
    asked = fold(unit).lstrip(CURRENCY + " ")
    return 1 if asked.startswith(suffix) else SCALES.get(suffix, 1)


_JUDGED: Mapping[ReplyForm, Callable[[Question, str], Verdict]] = {
    "letter": _judge_letter,
    "letters": _judge_letters,
    "text": _judge_text,
    "number": _judge_number,
}
