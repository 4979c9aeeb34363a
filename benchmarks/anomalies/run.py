"""How well are anomalies found? One command reproduces every figure.

python -m benchmarks.anomalies.run [--seeds 31 32 33 34] [--tune 1 2] [--jobs 2] [--nab FOLDER]

The thresholds of the peers are tuned on seeds of which nothing is reported; so were the detectors'.
"""

import argparse
import json
import platform
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import partial
from itertools import product
from pathlib import Path

from benchmarks.anomalies.company import Company, Sizes
from benchmarks.anomalies.judges import Judge, Raised, RiverTrees, Thresholds, Tierwise
from benchmarks.anomalies.nab import judge_folder, write_example
from benchmarks.anomalies.scoring import Score, opened, score
from benchmarks.anomalies.summary import Summary, by_kind, summary, table
from router.core.detection.settings import Detection

__all__ = ["main"]

OURS = "tierwise"
LIMITS = {
    f"{requests} requests/min, USD {usd}/h": (float(requests), float(usd))
    for requests, usd in product((10, 20, 30, 60, 120), (1, 3, 5, 10, 20, 50))
}
BARS = {
    f"half-space trees, score {bar}": bar
    for bar in (0.7, 0.8, 0.85, 0.9, 0.95, 0.97, 0.98, 0.985, 0.99, 0.993, 0.996, 0.998)
}
COLD_DAYS = 7
AIM = 0.5
Scores = dict[str, Score]


def scores_of(seed: int, sizes: Sizes) -> Scores:
    """Every judge on the trace of one seed, each setting by its name."""
    company = Company(seed, sizes)
    judges: list[Judge] = [
        Tierwise(Detection()),
        Thresholds(LIMITS),
        RiverTrees(BARS, seed=seed),
    ]
    raised: list[list[Raised]] = [[] for _ in judges]
    for day in company.days():
        for event in day:
            for judge, into in zip(judges, raised, strict=True):
                into.extend(judge.see(event))
    user_days = sizes.people * (sizes.days - COLD_DAYS)

    def scored(alarms: list[Raised]) -> Score:
        return score(opened(alarms), company.labels, paid=company.paid, user_days=user_days)

    named = {OURS: scored(raised[0])}
    for name in (*LIMITS, *BARS):
        named[name] = scored([each for each in (*raised[1], *raised[2]) if each.kind == name])
    return named


def tuned(runs: Sequence[Scores]) -> dict[str, str]:
    """Of each peer the setting with the best F1, and the best with as few false alarms as asked."""
    chosen: dict[str, str] = {}
    for peer, names in (("thresholds", LIMITS), ("River", BARS)):
        sums = {name: summary([run[name] for run in runs]) for name in names}
        chosen[f"{peer}, best F1"] = max(sums, key=lambda name: sums[name].f1)
        quiet = [name for name, each in sums.items() if each.false_per_1000.value <= AIM]
        if quiet:
            chosen[f"{peer}, at most {AIM} false"] = max(
                quiet, key=lambda name: sums[name].recall.value
            )
    return chosen


def main() -> None:
    """Prints the tables and writes JSON."""
    asked = _arguments()
    sizes = Sizes(people=asked.people, of_each=asked.of_each)
    with ProcessPoolExecutor(asked.jobs) as pool:
        runs = list(pool.map(partial(scores_of, sizes=sizes), [*asked.tune, *asked.seeds]))
    chosen = {OURS: OURS} | tuned(runs[: len(asked.tune)])
    reported = runs[len(asked.tune) :]
    sums = {name: summary([run[of] for run in reported]) for name, of in chosen.items()}
    print(f"Seeds {asked.seeds}, tuned on {asked.tune}; {sizes}; {platform.machine()}\n")
    for name, of in chosen.items():
        print(f"{name}: {of}" if name != of else "")
    print("\n" + "\n".join(table(sums)))
    kinds = {name: by_kind([run[of] for run in reported]) for name, of in chosen.items()}
    print("\n" + "\n".join(_kinds_table(kinds)))
    print("\nFalse findings of Tierwise:")
    for line in _false(reported):
        print("  " + line)
    example = asked.out.parent / "nab"
    write_example(example, seed=asked.seeds[0])
    for folder in (example, *asked.nab):
        for line in judge_folder(folder):
            print(line)
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(_json(asked, sums=sums, kinds=kinds, chosen=chosen))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[31, 32, 33, 34])
    parser.add_argument("--tune", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--people", type=int, default=120)
    parser.add_argument("--of-each", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--nab", type=Path, nargs="*", default=[], help="folders in NAB's format")
    parser.add_argument("--out", type=Path, default=Path("build/anomalies/result.json"))
    return parser.parse_args()


def _kinds_table(kinds: dict[str, dict[str, Summary]]) -> Iterator[str]:
    names = list(kinds)
    yield "| planted | " + " | ".join(f"{name}: found, delay, lost" for name in names) + " |"
    yield "|---" * (len(names) + 1) + "|"
    for kind in kinds[names[0]]:
        cells = (kinds[name][kind] for name in names)
        yield f"| `{kind}` | " + " | ".join(each.briefly() for each in cells) + " |"


def _false(runs: Sequence[Scores]) -> Iterator[str]:
    for run in runs:
        for each in run[OURS].false_findings:
            yield f"{each.kind} of {each.subject}"


def _json(
    asked: argparse.Namespace,
    *,
    sums: dict[str, Summary],
    kinds: dict[str, dict[str, Summary]],
    chosen: dict[str, str],
) -> str:
    return json.dumps(
        {
            "seeds": asked.seeds,
            "tuned_on": asked.tune,
            "settings": chosen,
            "in_all": {name: asdict(each) for name, each in sums.items()},
            "by_kind": {
                name: {kind: asdict(each) for kind, each in of.items()}
                for name, of in kinds.items()
            },
        },
        indent=1,
    )


if __name__ == "__main__":
    main()
