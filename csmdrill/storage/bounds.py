"""The types of what stands in payloads: no text is endless, no number beyond what every program can hold."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

Share = Annotated[float, Meta(ge=0.0, le=1.0)]
Retention = Annotated[float, Meta(ge=0.70, le=0.97)]
Name = Annotated[str, Meta(max_length=200)]
Count = Annotated[int, Meta(ge=0, le=2**53)]
Level = Annotated[int, Meta(ge=1, le=5)]
Weight = Annotated[int, Meta(ge=1, le=100)]
Foretold = Annotated[float, Meta(ge=1.0, le=5.0)]
Measure = Annotated[float, Meta(ge=-1e12, le=1e12)]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
Day = Annotated[int, Meta(ge=-366, le=2_859_000)]
"""A study day as days since 1970-01-01, of the years that facts may be from."""
