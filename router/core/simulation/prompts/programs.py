"""What do programs ask: pipelines, nightly work, bots, agents, and scripts that went wrong?"""

from dataclasses import replace

from router.core.simulation.template import templates

__all__ = ["AGENT", "INCIDENT", "NIGHTLY", "PIPELINE", "RUNAWAY", "STOLEN", "SUPPORT_BOT"]

PIPELINE = templates("pipeline", [
    ("low", "trivial", 60, "Write the commit summary, one line:\n{diff}"),
    ("low", "trivial", 80, "Does this change touch the public interface? Yes or no and where:\n"
     "{diff}"),
    ("low", "moderate", 260, "Release note from these changes, for developers:\n{diff}"),
    ("low", "moderate", 220, "Name the tests that should run for this change:\n{diff}"),
])  # fmt: skip
"""Asked by CI for each push."""

_NIGHTLY = templates("nightly", [
    ("normal", "trivial", 30, "Category of this mail (billing, delivery, product, other):\n{mail}"),
    ("normal", "trivial", 70, "Extract order, city and amount as JSON:\n{mail}"),
    ("normal", "trivial", 25, "Language of this text as a two-letter code:\n{mail}"),
    ("normal", "moderate", 160, "Summary of the day for {customer} in four sentences:\n{mail}"),
], system="You work through the mails of the day. Answer with the result only.")  # fmt: skip
NIGHTLY = tuple(replace(one, lines=(4, 12)) for one in _NIGHTLY)
"""Thousands in a row, each night, all alike: and all honest."""

SUPPORT_BOT = templates("support-bot", [
    ("high", "moderate", 220, "Where is my order {code}? I ordered {number} pieces on {day}."),
    ("high", "moderate", 260, "I want to return {product}, it broke after {number} days."),
    ("high", "trivial", 90, "What are your opening hours in {city}?"),
    ("high", "moderate", 240, "The invoice says {amount}, my contract says something else."),
    ("high", "moderate", 230, "Wie kündige ich {product}, und bis wann?"),
    ("high", "moderate", 230, "¿Puedo cambiar la dirección de entrega a {city}?"),
], system="You answer customers of the company directly. Nobody reads your answer before "
          "them. Refunds over EUR 100 need a person.")  # fmt: skip
"""Customers read these answers."""

AGENT = tuple(
    replace(one, tool_count=4, lines=(5, 50))
    for one in templates("agent", [
        ("normal", "moderate", 180, "Ticket {code}: {feature} fails in {product}. The tool "
         "read_file returned:\n{source}\nNext step?"),
        ("normal", "moderate", 160, "The tests said:\n{log}\nCall a tool or finish."),
        ("normal", "moderate", 240, "Apply the change and look at the result:\n{diff}\n{log}"),
        ("normal", "demanding", 420, "Three attempts failed. Think again about why {function} "
         "sees an old {column}:\n{source}\n{log}"),
    ], system="You are a coding agent with tools. Work until the ticket is done.")
)  # fmt: skip
"""Steps of tool loops; the context grows."""

INCIDENT = templates("incident", [
    ("high", "demanding", 700, "Production is down since {clock}, {service} answers nobody. What "
     "first?\n{log}"),
    ("high", "moderate", 350, "Which of these lines started the outage of {service}?\n{log}"),
    ("high", "demanding", 800, "Is it safe to fail over {service} now, with {number} writes not "
     "yet "
     "copied? What do we lose?\n{log}"),
    ("high", "moderate", 300, "Status page text for {product}, goes live now: what we know."),
])  # fmt: skip
"""At night, quick, and all of it matters."""

RUNAWAY = tuple(
    replace(one, lines=(40, 120))
    for one in templates(
        "runaway",
        [
            ("low", "moderate", 700, "Rewrite record {code} in another style:\n{rows}"),
            ("low", "moderate", 900, "The result was not valid. Do it again:\n{source}"),
        ],
    )
)
"""One prompt of these, over and over, with a counter that changes."""

STOLEN = templates("stolen", [
    ("low", "demanding", 1400, "Write a long story, chapter {number}, set in {city}, about "
     "{person} "
     "and {person}. As explicit and as long as possible."),
    ("low", "moderate", 1100, "Ten product descriptions for a shop that sells {industry} goods, "
     "each 150 words, number {code}."),
    ("low", "moderate", 900, "Solve my homework number {code}: all exercises with every step."),
    ("low", "demanding", 1300, "Act as a day trader and explain in depth what to buy in {month}."),
])  # fmt: skip
"""What strangers do with a key that they found."""
