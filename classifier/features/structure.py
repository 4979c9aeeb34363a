"""Feature group `structure`: how the text of the turn that asks is laid out."""

# ruff: noqa: RUF001 - full-width punctuation is looked for on purpose.

from classifier.features.marks import Marks
from classifier.features.reading import Reading

__all__ = ["Structure"]

# What a page shows, the rest repeats; counting is most of the time that this group takes.
SAMPLE_CHARS = 1_500

MARKS = {
    "lines": ("\n",),
    "paragraphs": ("\n\n",),
    "bullets": ("\n- ", "\n* ", "\n• "),
    "numbered": ("\n1", "\n2", "\n3", "1.", "2)", "3)"),
    "questions": ("?", "？", "؟"),
    "colons": (":", "："),
    "quotes": ('"', "“", "„", "«", "'"),
    "commas": (",", "，", "、"),
    "cells": ("|", "\t", ";"),
    "links": ("http", "www."),
    "addresses": ("@",),
    "money": ("$", "€", "£", "¥", "₹", "%"),
    "digits": tuple("0123456789"),
    "formulas": ("=", "^", "√", "∑", "∫", "≤", "≥", "\\frac", " + "),
    "fields": ('":', "JSON", "json", "CSV", "csv", "XML", "YAML"),
    "placeholders": ("{{", "}}", "<<", "[[", "___"),
}


_MARKS = Marks(MARKS)


class Structure:
    """Logarithms of how often the marks of each kind occur, and how the text ends."""

    name = "structure"
    feature_names = (
        *(f"structure_{kind}" for kind in MARKS),
        "ends_with_question",
        "ends_with_colon",
    )

    def row(self, reading: Reading) -> list[float]:
        """The numbers of one prompt."""
        text = reading.views.last[:SAMPLE_CHARS]
        end = reading.views.last[-40:].rstrip()[-1:]
        return [
            *_MARKS.logs(text),
            float(end in {"?", "？", "؟"}),
            float(end in {":", "："}),
        ]
