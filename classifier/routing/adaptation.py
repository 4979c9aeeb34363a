"""How does a router learn one's own traffic from few outcomes, and how is it kept?

The folder holds scikit-learn objects in skops files, never a pickle, and a manifest with the hash
of each, so that a damaged or changed file is refused.
"""

import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from sklearn.pipeline import FeatureUnion

from classifier.manifest import sha256_of
from classifier.routing.outcomes import Floats, Outcomes, OutcomesError
from classifier.routing.pretrained import KnownDifficulty, PretrainedDifficulty
from classifier.routing.quality import QualityModel
from classifier.routing.text import text_features

__all__ = ["TRUSTED_TYPES", "AdaptedRouter", "adapt"]

MANIFEST: Final = "manifest.json"
MODEL: Final = "routing.skops"
FORMAT: Final = 1
TRUSTED_TYPES: Final = (
    "classifier.routing.pretrained.KnownDifficulty",
    "classifier.routing.quality.CostModel",
    "classifier.routing.quality.QualityModel",
    "classifier.routing.response.ItemResponse",
    "classifier.routing.text.StaticVectors",
    "classifier.routing.text.WordTopics",
    "classifier.routing.topics.GroupTopics",
    "classifier.routing.traits.Traits",
)


@dataclass(frozen=True, slots=True)
class AdaptedRouter:
    """Everything that predicts quality and cost for new prompts."""

    models: tuple[str, ...]
    features: FeatureUnion
    quality: QualityModel
    known: KnownDifficulty | None

    def predict(self, prompts: Sequence[str]) -> Floats:
        """The probability of a good answer, for each prompt and model."""
        rows = self.features.transform(prompts)
        return self.quality.predict(rows, prior=_prior(self.known, prompts))

    def save(self, folder: Path) -> None:
        """Write the folder; files of the same name are replaced."""
        import skops.io

        folder.mkdir(parents=True, exist_ok=True)
        content = {"features": self.features, "quality": self.quality, "known": self.known}
        skops.io.dump(content, folder / MODEL, compression=zipfile.ZIP_DEFLATED)
        manifest = {
            "format": FORMAT,
            "models": list(self.models),
            "files": {MODEL: sha256_of(folder / MODEL)},
        }
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote; whatever is wrong with it raises `OutcomesError`."""
        import skops.io

        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            expected = manifest["files"][MODEL]
            models = tuple(map(str, manifest["models"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise OutcomesError(f"{folder} holds no adapted router: {error}") from error
        path = folder / MODEL
        if not path.is_file() or sha256_of(path) != expected:
            raise OutcomesError(f"{path} is not the file of its manifest. Run `adapt` again.")
        unknown = set(skops.io.get_untrusted_types(file=path)) - set(TRUSTED_TYPES)
        if unknown:
            raise OutcomesError(f"{path} holds types that are not trusted: {sorted(unknown)}")
        content = skops.io.load(path, trusted=list(TRUSTED_TYPES))
        return cls(models=models, **content)


def adapt(
    outcomes: Outcomes,
    *,
    pretrained: PretrainedDifficulty | None,
    traffic: Sequence[str] = (),
) -> AdaptedRouter:
    """Start from public difficulty and learn from outcomes; `traffic` are prompts without any."""
    prompts = [*outcomes.prompts, *traffic]
    features = text_features().fit(prompts)
    rows = features.transform(outcomes.prompts)
    known = None if pretrained is None else pretrained.within(prompts)
    quality = QualityModel().fit(
        rows,
        outcomes.scores,
        groups=outcomes.groups,
        costs_usd=outcomes.costs_usd if outcomes.has_costs else None,
        prior=_prior(known, outcomes.prompts),
    )
    return AdaptedRouter(outcomes.models, features, quality, known)


def _prior(known: KnownDifficulty | None, prompts: Sequence[str]) -> Floats | None:
    return None if known is None else known.predict(prompts)
