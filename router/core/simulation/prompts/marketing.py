"""What does a marketing writer ask, and what on the day of a launch?"""

from router.core.simulation.template import templates

__all__ = ["LAUNCH", "MARKETING"]

MARKETING = templates("marketing", [
    ("low", "trivial", 90, "Five emojis and a pun for the post about {topic}."),
    ("low", "trivial", 60, "make this heading blue in HTML: {product} now with {feature}"),
    ("low", "moderate", 260, "A short poem for {person}'s farewell after {number} months with us."),
    ("normal", "trivial", 80, "Shorten to 120 characters: {product} brings {feature} to teams in "
     "{city} and everywhere else from {month} on."),
    ("normal", "trivial", 110, "Translate the claim into {language}, three variants: your day, "
     "sorted by {product}."),
    ("normal", "moderate", 520, "First draft of a blog post on {feature} for people in {industry}, "
     "500 words, one example from {city}, calm tone. We edit it afterwards."),
    ("normal", "moderate", 360, "Ten ideas for {channel} about {product} that do not sound like "
     "advertising, each with a first sentence."),
    ("normal", "moderate", 300, "Rewrite for {channel}, livelier, keep the facts:\n{minutes}"),
    ("normal", "moderate", 330, "Écris un premier jet d'un billet sur {feature} pour {industry}."),
    ("normal", "demanding", 1100, "Positioning of {product} in {country} against three cheaper "
     "rivals: argue two opposite strategies, what each would need to be true, and decide."),
    ("high", "moderate", 420, "Press release on the recall of {number} units of {product}: it goes "
     "to the agencies at {clock}. Precise, no blame, what customers must do."),
])  # fmt: skip
"""Drafts that others edit; rarely something that goes out as it is."""

LAUNCH = templates("launch", [
    ("normal", "moderate", 380, "Launch day: {channel} post number {number} on {product} with "
     "{feature}, another angle than before, for {industry}."),
    ("normal", "trivial", 90, "Shorter, for the banner: {product} in {city}, from {month}."),
    ("normal", "trivial", 120, "The same into {language}: {product} with {feature} is here."),
    ("normal", "moderate", 300, "Questions and answers for journalists on {feature}: ten of them."),
])  # fmt: skip
"""Many of them within hours."""
