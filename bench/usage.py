"""What a program of this folder says to --help, and to words that it cannot take."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn


def asked_for_help(words: Sequence[str], doc: str | None) -> bool:
    """Print what a program is for if that is all that is asked; return whether it is."""
    asked = bool({"-h", "--help"} & {*words})
    if asked:
        print((doc or "").strip())
    return asked


def taken(
    words: Sequence[str], doc: str | None, least: int = 0, most: float = math.inf, options: Sequence[str] = ()
) -> list[str]:
    """Return the words that are no options, as many as a program takes.

    Raises:
        SystemExit: 0 after the help, 2 for an option that is none, and for too few words or too many.
    """
    if asked_for_help(words, doc):
        raise SystemExit(0)
    found = [word for word in words if word not in options]
    unknown = [word for word in found if word.startswith("-")]
    if unknown:
        refuse(f"There is no option {unknown[0]}.", doc)
    if len(found) < least:
        refuse("Something is missing.", doc)
    if len(found) > most:
        refuse(f"{found[int(most)]} is too much.", doc)
    return found


def refuse(why: str, doc: str | None = None) -> NoReturn:
    """Say why nothing is done, and the usage where there is a docstring; end with 2."""
    usage = [line for line in (doc or "").splitlines() if line.startswith("usage:")]
    print(why, *usage, sep="\n", file=sys.stderr)
    raise SystemExit(2)


def whole(word: str, least: int = 0) -> int:
    """Return a number as it was typed."""
    if not word.isdecimal() or int(word) < least:
        refuse(f"{word} is not a whole number of {least} or more.")
    return int(word)


def at_least_one(word: str) -> int:
    """Return a count as it was typed; a parser of arguments says why it takes no other."""
    if not word.isdecimal() or not int(word):
        raise argparse.ArgumentTypeError(f"{word} is not a whole number of 1 or more")
    return int(word)


def file(word: str) -> Path:
    """Return the path of a file that is there."""
    if not Path(word).is_file():
        refuse(f"There is no file {word}.")
    return Path(word)


def parser(program: str, doc: str | None) -> argparse.ArgumentParser:
    """Return a parser that tells what a program is for in the lines of its docstring, and its usage once."""
    told = [part for part in (doc or "").strip().split("\n\n") if not part.startswith("usage:")]
    return argparse.ArgumentParser(
        prog=f"python -m {program}",
        description="\n\n".join(told),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
