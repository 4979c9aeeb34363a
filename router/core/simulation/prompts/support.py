"""What does somebody in customer support ask?"""

from dataclasses import replace

from router.core.simulation.template import templates

__all__ = ["SUPPORT"]

_SUPPORT = templates("support", [
    ("low", "trivial", 40, "Thanks! Short happy birthday line for {person}?"),
    ("normal", "trivial", 30, "Pull the order number and the city out of this mail:\n{mail}"),
    ("normal", "trivial", 25, "Which of billing, delivery, product, other is this?\n{mail}"),
    ("normal", "trivial", 90, "Translate into {language}: your parcel leaves us on {day}."),
    ("normal", "trivial", 120, "Fix spelling and grammar, change nothing else:\n{mail}"),
    ("normal", "moderate", 260, "Summarise the case for a colleague who takes over, with what was "
     "promised to {customer}:\n{mail}"),
    ("normal", "moderate", 330, "Help article draft: how to set up {feature} in {product}, with "
     "the three most common mistakes. {person} reviews it."),
    ("high", "moderate", 320, "Write the reply to {customer} that we send now: polite, refuse the "
     "refund of EUR {amount}, keep them as a customer, offer something of ours.\n{mail}"),
    ("high", "moderate", 340, "Antworte dem Kunden direkt auf diese Beschwerde, freundlich und "
     "verbindlich, ohne Schuld anzuerkennen:\n{mail}"),
    ("high", "moderate", 300, "Réponds à ce client au sujet de sa commande {code}; la réponse part "
     "tout de suite :\n{mail}"),
    ("high", "demanding", 800, "{customer} threatens to go to court over {product}. From this "
     "thread work out what we admitted, what we may still say, and write the answer that goes "
     "out today.\n{mail}\n{mail}"),
])  # fmt: skip
SUPPORT = tuple(replace(one, lines=(4, 16)) for one in _SUPPORT)
"""Replies that customers read count; sorting mails does not."""
