"""A microphone for tests that stands for the module `sounddevice`: sound comes when a test says so."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import Any


class PortAudioFault(Exception):
    """What the module raises."""


class FakeStream:
    """An open microphone."""

    def __init__(self, how: dict[str, Any], broken: bool) -> None:
        self.how = how
        self.on = False
        self.gone = False
        self._broken = broken

    @property
    def active(self) -> bool:
        """Whether sound comes."""
        if self.gone:
            raise PortAudioFault("Error querying stream state")
        return self.on

    def start(self) -> None:
        """Let sound come."""
        if self._broken:
            raise PortAudioFault("Error starting stream")
        self.on = True

    def close(self) -> None:
        """Let go of the device."""
        if self.gone:
            raise PortAudioFault("Error closing stream")
        self.on = False


class FakeSound:
    """The module: one microphone, or none.

    Args:
        there: whether there is a microphone.
        starts: whether it can be started.
    """

    PortAudioError: type[Exception] = PortAudioFault

    def __init__(self, there: bool = True, starts: bool = True) -> None:
        self._there = there
        self._starts = starts
        self.stream: FakeStream | None = None

    def RawInputStream(self, **how: Any) -> FakeStream:  # noqa: ANN401, N802
        """Return the microphone."""
        if not self._there:
            raise PortAudioFault("Error querying device -1")
        self.stream = FakeStream(how, broken=not self._starts)
        return self.stream

    def send(self, samples: array[int]) -> None:
        """Let sound come, in blocks as the device was asked for."""
        assert self.stream is not None
        size, hear = self.stream.how["blocksize"], self.stream.how["callback"]
        for start in range(0, len(samples), size):
            part = samples[start : start + size]
            hear(memoryview(part.tobytes()), len(part), None, 0)

    def stop_itself(self) -> None:
        """Let the device end as one does that tells it."""
        assert self.stream is not None
        self.stream.on = False
        finished: Callable[[], None] = self.stream.how["finished_callback"]
        finished()

    def unplug(self) -> None:
        """Let the device go as one does that answers every question with an error."""
        assert self.stream is not None
        self.stream.gone = True
