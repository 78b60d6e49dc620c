"""What the fuzzing tests share: how many examples they try, and hostile pieces to build them of."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

TIMES = int(os.environ.get("CSMDRILL_FUZZ", "1"))
"""So many times as many examples as `make test` tries."""

UNSAFE = ["\x00", "\x1b[2J", "\x85", "\x9b", "\u202e", "\u2028", "\ufeff", "\ufdd0", "\ud800", "\U000e0041"]
WORDS = [
    *(
        "no",
        "on",
        "~",
        "null",
        "1:30",
        "0777",
        "0x1F",
        "1e999",
        ".nan",
        "-.inf",
        "2026-11-24",
        "9" * 40,
        "-1",
    ),
    *(
        "",
        " ",
        "\u200b",
        "<<",
        "&a x",
        "*a",
        "!!python/name:os.system",
        "!x y",
        "[",
        "]",
        "{",
        "}",
        "{}",
        "[]",
    ),
    *("{{x}}", "{{x.__class__}}", "{{", "}}", "{{a::b::c::d}}", "|", ">-", "'", '"', "# x", "- ", "? ", ": "),
    *(
        "__import__('os')",
        "x.real",
        "x[0]",
        "1/0",
        "x/(x-x)",
        "/(a+)+$/",
        "/(/",
        "~nope",
        "../x",
        "<x>",
        "---",
    ),
    *(
        "<<<<<<< HEAD",
        "=======",
        "x" * 700,
        "true",
        "false",
        "3",
        "90s",
        "csmdrill/deck@2",
        "%",
        "@",
        "`",
        "\t",
    ),
]
pieces = st.sampled_from([*WORDS, *UNSAFE]) | st.text(max_size=8)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | pieces.filter(lambda text: "\ud800" not in text),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abcx_", max_size=3), inner, max_size=3)
    ),
    max_leaves=5,
)


def tries(examples: int) -> settings:
    """Return the settings of a fuzzing test that tries so many examples, or a multiple of them."""
    quiet = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    return settings(max_examples=examples * TIMES, deadline=None, suppress_health_check=quiet)
