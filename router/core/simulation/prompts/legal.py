"""What does a lawyer of the company ask?"""

from router.core.simulation.template import templates

__all__ = ["LEGAL"]

LEGAL = templates("legal", [
    ("normal", "trivial", 60, "Which date and which place does this name?\n{clause}"),
    ("normal", "trivial", 140, "Number these clauses and fix the typing mistakes:\n{clause}"),
    ("normal", "moderate", 400, "Summarise {contract} for {person} in purchasing, ten lines, for a "
     "first impression:\n{clause}"),
    ("normal", "moderate", 350, "What is the difference between a guarantee and a warranty under "
     "the law of {country}? For my own understanding."),
    ("high", "moderate", 450, "Word the notice of termination of {contract} with {customer} from "
     "these facts; it is served today:\n{clause}"),
    ("high", "demanding", 1300, "Is the penalty clause in {contract} enforceable in {country} "
     "towards a small company, and what follows for our claim of EUR {amount}?\n{clause}"),
    ("high", "demanding", 1250, "Prüfe, ob diese Haftungsklausel in {contract} nach AGB-Recht "
     "wirksam ist, was an ihre Stelle tritt, und formuliere eine, die hält:\n{clause}"),
    ("high", "demanding", 1200, "We must answer the data protection authority by {day}: what were "
     "our duties after this incident, which did we miss, what do we write?\n{clause}\n{mail}"),
])  # fmt: skip
"""Contracts and authorities: most of it has stakes."""
