"""What comes out when outcomes are judged by the settings of one evaluation?"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sklearn.base import TransformerMixin

from classifier.routing.experiments import Experiment, Progress, Trial, cross_validated, few_labels
from classifier.routing.methods import METHODS
from classifier.routing.outcomes import Outcomes, OutcomesError
from classifier.routing.pretrained import PretrainedDifficulty
from classifier.routing.report import (
    as_record,
    many_plot,
    many_table,
    pair_plot,
    pair_table,
)
from classifier.routing.scoring import FrontierFigures, PairFigures, score_many, score_pair
from classifier.routing.text import text_features

__all__ = ["Settings", "Verdict", "experiment_on", "judge"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How outcomes are judged: by folds, or where `labels` is given, by few labels."""

    folds: int = 5
    labels: int | None = None
    seeds: int = 5
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """The figures of every method, in the order of the methods."""

    title: str
    rows: Sequence[PairFigures] | Sequence[FrontierFigures]
    settings: dict[str, object]

    def record(self) -> dict[str, object]:
        """What a JSON file holds."""
        return as_record(self.rows, settings=self.settings)

    def table(self) -> str:
        """The figures as a Markdown table."""
        pairs = [row for row in self.rows if isinstance(row, PairFigures)]
        many = [row for row in self.rows if isinstance(row, FrontierFigures)]
        return pair_table(pairs) if pairs else many_table(many)

    def plot(self) -> str:
        """The curves as SVG."""
        pairs = [row for row in self.rows if isinstance(row, PairFigures)]
        many = [row for row in self.rows if isinstance(row, FrontierFigures)]
        return pair_plot(pairs, self.title) if pairs else many_plot(many, self.title)

    def markdown(self, plot_name: str) -> str:
        """A whole report."""
        said = ", ".join(f"{name} {value}" for name, value in self.settings.items())
        return f"# {self.title}\n\n{said}.\n\n{self.table()}\n\n![curves]({plot_name})\n"


def experiment_on(
    outcomes: Outcomes,
    *,
    pretrained: PretrainedDifficulty | None = None,
    features: TransformerMixin | None = None,
    methods: Sequence[str] = tuple(METHODS),
) -> Experiment:
    """Read the prompts. Features are fitted on all texts, of which no outcome is looked at."""
    chosen = text_features() if features is None else features
    prior = None if pretrained is None else pretrained.within(outcomes.prompts)
    return Experiment(
        outcomes=outcomes,
        features=chosen.fit_transform(outcomes.prompts),
        prior=None if prior is None else prior.predict(outcomes.prompts),
        methods=methods,
    )


def judge(experiment: Experiment, title: str, *, settings: Settings, on_step: Progress) -> Verdict:
    """Run the experiment and sum it up: a pair by RouteLLM's protocol, more by RouterBench's."""
    outcomes = experiment.outcomes
    models = len(outcomes.models)
    if models < 2 or (models > 2 and not outcomes.has_costs):
        raise OutcomesError(
            "Several models are judged by cost, and these outcomes name none for some of them. "
            "Give a pair, the weak model and the strong one."
        )
    trials = _trials(experiment, settings=settings, on_step=on_step)
    rows: Sequence[PairFigures] | Sequence[FrontierFigures]
    if models == 2:
        rows = score_pair(trials, seed=settings.seed)
    else:
        rows = score_many(trials, seed=settings.seed)
    said = {name: value for name, value in asdict(settings).items() if value is not None}
    del said["folds" if settings.labels else "seeds"]
    return Verdict(title, rows, {"prompts": len(outcomes), "models": models, **said})


def _trials(experiment: Experiment, *, settings: Settings, on_step: Progress) -> list[Trial]:
    outcomes = experiment.outcomes
    if settings.labels is None:
        if len(outcomes) < settings.folds:
            raise OutcomesError(
                f"{len(outcomes)} prompts cannot be cut into {settings.folds} folds."
            )
        return [
            cross_validated(experiment, folds=settings.folds, seed=settings.seed, on_step=on_step)
        ]
    if not 0 < settings.labels < len(outcomes):
        raise OutcomesError(
            f"With {settings.labels} of {len(outcomes)} prompts labelled, "
            "none or all are left to judge. Choose a number between."
        )
    return list(
        few_labels(experiment, labels=settings.labels, seeds=settings.seeds, on_step=on_step)
    )
