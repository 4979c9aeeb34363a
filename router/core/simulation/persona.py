"""What kinds of work are there, how often does it ask, and when?"""

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["PERSONAS", "Persona"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """People who do the same work. `name` names their prompts too."""

    name: str
    department: str
    share: float
    """Of a hundred people, how many."""
    requests_a_day: float
    """On a usual work day, by somebody of usual appetite."""
    follow_up: float
    """How probable it is that an answer leads to another question."""
    project: str | None = None
    """The one project that all of them work for; None: their team has its own."""
    weekend: float = 0.03
    """How many of a work day's requests on a day of the weekend."""
    evening: float = 0.05
    """Share of the requests that come late."""
    clients: tuple[str, ...] = ("tierwise-desktop",)
    asks_for: Mapping[str, float] = field(default_factory=lambda: {"auto": 1.0})
    """Which model they name, with weights."""


PERSONAS = (
    Persona(
        name="developer",
        department="engineering",
        share=36,
        requests_a_day=17,
        follow_up=0.45,
        weekend=0.06,
        evening=0.12,
        clients=("vscode", "vscode", "jetbrains", "openai-python"),
        asks_for={"auto": 0.9, "premium": 0.1},
    ),
    Persona(
        name="analyst",
        department="engineering",
        share=12,
        requests_a_day=12,
        follow_up=0.4,
        clients=("jupyter", "tierwise-desktop"),
        asks_for={"auto": 0.92, "premium": 0.08},
    ),
    Persona(
        name="support",
        department="operations",
        share=18,
        requests_a_day=20,
        follow_up=0.15,
        weekend=0.2,
        clients=("helpdesk",),
    ),
    Persona(
        name="marketing",
        department="sales",
        share=10,
        requests_a_day=10,
        follow_up=0.5,
        asks_for={"auto": 0.9, "premium": 0.1},
    ),
    Persona(
        name="legal",
        department="administration",
        share=4,
        requests_a_day=7,
        follow_up=0.4,
        project="legal-advice",
    ),
    Persona(
        name="finance",
        department="administration",
        share=8,
        requests_a_day=8,
        follow_up=0.3,
        project="company-accounts",
    ),
    Persona(
        name="manager",
        department="administration",
        share=12,
        requests_a_day=6,
        follow_up=0.25,
        weekend=0.05,
        evening=0.15,
        asks_for={"auto": 0.85, "premium": 0.15},
    ),
)
"""Those of a company that makes software and sells it."""
