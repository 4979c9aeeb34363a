"""How many labels flip when someone shouts, flatters or feigns urgency?"""

from collections.abc import Sequence
from typing import Final

from classifier.datasets.schema import LabelledPrompt
from classifier.prediction import Classifier

__all__ = ["SHOUTS", "flip_shares"]

# Not phrases that training decorates its copies with. Words that nobody has listed or tuned on stay
# a fair test only once: write new phrases before a change to how shouting is handled is judged.
SHOUTS: Final = (
    ("Code red, folks, this one cannot wait a second longer. ", ""),
    ("", " Head office is breathing down my neck, get going!!"),
    ("SHOWSTOPPER!!! DROP WHATEVER YOU DO!!! ", ""),
    ("", " I am begging you, heads will roll over this."),
    ("Oh mighty machine, nobody on earth does this better than you. ", ""),
    ("", " ...and I mean instantly, not in ten minutes!!!!"),
    ("Höchste Eisenbahn, der Vorstand sitzt mir im Nacken: ", ""),
    ("", " Vite vite vite, le ministre lui-même le réclame !"),
    ("¡Es cuestión de vida o muerte, corre! ", ""),
    ("MAXIMUM ALERT LEVEL FIVE >>> ", " <<< DO IT THIS INSTANT"),
)


def flip_shares(classifier: Classifier, prompts: Sequence[LabelledPrompt]) -> dict[str, float]:
    """For each head, the share of (prompt, shout) pairs whose label differs from the calm one."""
    flips = dict.fromkeys(("priority", "complexity", "task"), 0)
    for labelled in prompts:
        calm = classifier.predict(labelled.prompt)
        for prefix, suffix in SHOUTS:
            loud = classifier.predict(labelled.prompt.decorated(prefix=prefix, suffix=suffix))
            flips["priority"] += loud.priority != calm.priority
            flips["complexity"] += loud.complexity != calm.complexity
            flips["task"] += loud.task != calm.task
    pairs = max(1, len(prompts) * len(SHOUTS))
    return {head: count / pairs for head, count in flips.items()}
