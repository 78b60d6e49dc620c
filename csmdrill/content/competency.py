"""The four competencies and four philosophies that content is filed under."""

from __future__ import annotations

from typing import Literal

Competency = Literal[
    "outcome-discovery",
    "adoption-intervention",
    "renewal-negotiation",
    "executive-communication",
]

Philosophy = Literal["product-led", "outcome-consulting", "revenue-first", "community"]

Department = Literal[
    "marketing",
    "sales",
    "professional-services",
    "development",
    "product-management",
    "finance",
    "support",
    "training",
    "senior-management",
]

TITLES: dict[Competency, str] = {
    "outcome-discovery": "Outcome discovery",
    "adoption-intervention": "Adoption intervention",
    "renewal-negotiation": "Renewal negotiation",
    "executive-communication": "Executive communication",
}
