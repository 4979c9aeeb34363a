"""Which feature groups does a prompt get? A new group is one file and one line here."""

from classifier.features.code import Code
from classifier.features.dialogue import Dialogue
from classifier.features.group import FeatureGroup
from classifier.features.length import Length
from classifier.features.script import Script
from classifier.features.structure import Structure

__all__ = ["GROUPS"]

# The order is the order of the columns; the artifact's manifest records the names.
GROUPS: tuple[FeatureGroup, ...] = (Length(), Code(), Structure(), Dialogue(), Script())
