"""What does a manager ask?"""

from router.core.simulation.template import templates

__all__ = ["MANAGER"]

MANAGER = templates("manager", [
    ("low", "trivial", 70, "URGENT!!! CRITICAL FOR THE BOARD: lunch invitation for {day}, {city}."),
    ("low", "trivial", 60, "ok thanks, and a nicer word for 'cheap'?"),
    ("low", "moderate", 250, "A quiz of ten questions on {country} for the team evening."),
    ("low", "trivial", 80, "Short note to all about {topic}, from {month} on."),
    ("normal", "trivial", 120, "Make bullet points of this:\n{minutes}"),
    ("normal", "moderate", 380, "Summarise this meeting for the team and for the directors:\n"
     "{minutes}"),
    ("normal", "moderate", 350, "Agenda and questions for the interview with {person}, who led "
     "{number} people in {industry}."),
    ("normal", "moderate", 330, "Resume la reunión y anota quién hace qué:\n{minutes}"),
    ("normal", "demanding", 1150, "Plan how we close the office in {city} within {number} weeks: "
     "dependencies, risks, what must come first, what we can still undo.\n{minutes}"),
    ("high", "moderate", 420, "Message to all {number} people about the reorganisation; it goes "
     "out today and every word will be read twice.\n{minutes}"),
    ("high", "demanding", 1200, "Who of these can lawfully be dismissed in {country}, by which "
     "criteria, and what must the works council be told?\n{minutes}"),
])  # fmt: skip
"""Shouting does not make stakes; reorganisations do."""
