"""How difficult is one prompt, and how able is each deployment, at serving time?

A difficulty that is linear in a prompt's traits, so that it costs some tens of microseconds and
needs neither scikit-learn nor the texts that it was learnt from. `tierwise adapt` writes it beside
the whole adapted router, whose other features are too slow to read within a request.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np

from classifier.prompt import Prompt
from classifier.routing.outcomes import Floats, OutcomesError
from classifier.routing.trait_values import LIMIT, TRAIT_NAMES, traits_of

__all__ = ["SERVED_FILE", "SHIPPED_SERVED", "ServedRouting"]

SERVED_FILE: Final = "served.json"
SHIPPED_SERVED: Final = Path(__file__).parent / "model"
FORMAT: Final = 1
# A shorter turn ("yes, go on") is as hard as what it continues.
LEAST_WORDS: Final = 8


@dataclass(frozen=True, slots=True)
class ServedRouting:
    """Difficulty of any prompt, and abilities by deployment and task where outcomes taught them."""

    mean: Floats
    scale: Floats
    weights: Floats
    abilities: Mapping[str, Mapping[str, float]]

    @classmethod
    def shipped(cls) -> Self:
        """Public difficulty; no deployment's ability is known."""
        return cls.load(SHIPPED_SERVED)

    def difficulty(self, prompt: Prompt) -> float | None:
        """How hard the turn that asks is; None where it has no text."""
        text = _asked(prompt)
        if not text.strip():
            return None
        row = (np.array(traits_of(text)) - self.mean) / self.scale
        row = np.minimum(np.maximum(row, -LIMIT), LIMIT)  # half of what `clip` takes for so few
        return round(float(row @ self.weights), 4)

    def save(self, folder: Path) -> None:
        """Write one file of numbers, with its own hash."""
        content: dict[str, object] = {
            "format": FORMAT,
            "traits": list(TRAIT_NAMES),
            "mean": self.mean.tolist(),
            "scale": self.scale.tolist(),
            "weights": self.weights.tolist(),
            "abilities": {model: dict(known) for model, known in self.abilities.items()},
        }
        text = json.dumps(content | {"sha256": _digest(content)}, indent=1)
        (folder / SERVED_FILE).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote; whatever is wrong with it raises `OutcomesError`."""
        path = folder / SERVED_FILE
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            digest = content.pop("sha256")
            if digest != _digest(content) or content["format"] != FORMAT:
                raise OutcomesError(f"{path} was changed after it was written. Run `adapt` again.")
            if content["traits"] != list(TRAIT_NAMES):
                raise OutcomesError(f"{path} is of other traits than this release reads.")
            mean, scale, weights = (np.array(content[n]) for n in ("mean", "scale", "weights"))
            abilities = {
                str(model): {str(task): float(value) for task, value in known.items()}
                for model, known in content["abilities"].items()
            }
            return cls(mean, scale, weights, abilities)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            if isinstance(error, OutcomesError):
                raise
            raise OutcomesError(f"{folder} holds no adapted routing: {error}") from error


def _asked(prompt: Prompt) -> str:
    """The turn that asks; where it is short, the user's turns before it too."""
    last = prompt.last_index
    text = prompt.turns[last].text if last >= 0 else ""
    for index in range(last - 1, -1, -1):
        if len(text.split(None, LEAST_WORDS)) > LEAST_WORDS:
            break
        if prompt.turns[index].role == "user":
            text = f"{prompt.turns[index].text}\n{text}"
    return text


def _digest(content: Mapping[str, object]) -> str:
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
