"""Which public outcomes are judged, and which may be learnt from beforehand?"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from classifier.routing.merging import merged
from classifier.routing.outcomes import Outcomes, load_outcomes, without_seen
from classifier.routing.pretrained import PretrainedDifficulty

__all__ = ["BENCHMARKS", "Benchmark", "judged", "pretrained_for"]

PAIR = ("Mixtral-8x7B", "gpt-4-1106")
# Their licences allow it: MIT, Apache-2.0, Apache-2.0.
MAY_BE_LEARNT = ("llmrouter_9model", "routellm_mmlu", "routellm_gsm8k")


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A file, its pair of models where it has one, and the task groups of the same origin.

    Groups of the same origin are not learnt from beforehand, even where no question is shared.
    """

    file: str
    pair: tuple[str, str] | None
    same_origin: tuple[str, ...]


BENCHMARKS: Final[Mapping[str, Benchmark]] = {
    "mmlu": Benchmark("routellm_mmlu", PAIR, ("mmlu",)),
    "gsm8k": Benchmark("routellm_gsm8k", PAIR, ("gsm8k", "agentverse-mgsm")),
    "mtbench": Benchmark("routellm_mtbench", PAIR, ("mtbench",)),
    "routerbench": Benchmark("routerbench_part", None, ("arc_challenge", "mbpp", "winogrande")),
    "llmrouter": Benchmark("llmrouter_9model", None, ()),
}


def judged(benchmark: Benchmark, *, data: Path) -> Outcomes:
    """The outcomes that a benchmark judges by."""
    outcomes = load_outcomes(data / f"{benchmark.file}.parquet")
    if benchmark.pair is not None:
        return outcomes.of_models(benchmark.pair).complete(costs=False)
    return outcomes.complete(costs=True)


def pretrained_for(benchmark: Benchmark, outcomes: Outcomes, *, data: Path) -> PretrainedDifficulty:
    """Difficulty from the other files, without any question or task group of the judged one."""
    if benchmark.file == "llmrouter_9model":
        others = [load_outcomes(data / f"{name}.parquet") for name in MAY_BE_LEARNT[1:]]
    else:
        others = [load_outcomes(data / f"{MAY_BE_LEARNT[0]}.parquet")]
    known = merged(others)
    is_foreign = [group.split("/")[0] not in benchmark.same_origin for group in known.groups]
    foreign = known.rows(np.flatnonzero(is_foreign))
    return PretrainedDifficulty.learn(without_seen(foreign, outcomes.prompts))
