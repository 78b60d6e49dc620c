"""The sentences of the stage: what is asked before it is left, and why a key does nothing."""

from __future__ import annotations

LEAVE = {"practice": "End it here?", "benchmark": "End it here? Then it does not count."}
QUIT = {
    "practice": "Quit csmdrill here? This run can be gone on with later.",
    "benchmark": "End it here and quit csmdrill? Then it does not count.",
}
OVER = "It is over."
LAST = f"{OVER} What did you say last?"
GIVEN_UP = "You left it, so it does not count."
STILL = "The clock stands still while you note what you said."
NOT_SAID = "Your line is not said yet: enter says it."
NO_DONE = "This talk ends with the other side or with the clock; esc leaves it."
PAUSED = {True: "Paused, and nothing can be typed: enter goes on.", False: "Paused: enter goes on."}
"""Said in a pause, where a line is typed and where one speaks."""

NOT_TAKEN = "Not typed: it is paused. Enter goes on."
UNSEEN = "A benchmark is running. ctrl+q again quits; then it does not count.\nOr make the window larger."
"""Asked where the window is too small to see the stage, in two rows of at most 80 columns."""
