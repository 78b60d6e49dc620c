"""The shelf of scenarios and rubrics: what there is, what is due again, and the one to suggest."""

from __future__ import annotations

from csmdrill.services.rehearsal_views import RubricRow as RubricRow
from csmdrill.services.rehearsal_views import ScenarioRow as ScenarioRow
from csmdrill.services.rehearsal_views import Shelf as Shelf
from csmdrill.services.rehearsal_views import Suggestion as Suggestion
from csmdrill.services.workspace import Workspace


def shelf(workspace: Workspace) -> Shelf:
    """Return all scenarios and rubrics, by key; those with errors say why they are not offered."""
    raise NotImplementedError


def suggested(workspace: Workspace) -> Suggestion | None:
    """Return the scenario to practise now and why; None where there is none to practise."""
    raise NotImplementedError
