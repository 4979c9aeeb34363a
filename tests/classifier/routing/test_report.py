"""Do tables and records say what the figures say?"""

import json
import math

from classifier.routing.report import as_record, many_plot, many_table, pair_plot, pair_table
from classifier.routing.scoring import FrontierFigures, PairFigures

PAIR = PairFigures(
    method="ours",
    apgr=0.6543,
    apgr_interval=(0.61, 0.69),
    apgr_deviation=0.01,
    auc=0.8,
    cpt20=0.123,
    cpt50=0.3,
    cpt80=math.nan,
    curve=((0.0, 0.5), (1.0, 0.9)),
)
MANY = FrontierFigures(
    method="ours",
    aiq=0.85,
    aiq_interval=(0.84, 0.86),
    cost_share=math.nan,
    cost_share_interval=(0.2, math.nan),
    curve=((0.1, 0.5), (1.0, 0.9)),
)


def test_a_pair_is_one_line_with_interval_and_shares() -> None:
    assert pair_table([PAIR]).splitlines()[-1] == (
        "| ours | 0.654 | 0.610 to 0.690 | 0.800 | 12 % | 30 % | never |"
    )


def test_many_models_are_one_line_and_what_is_never_reached_says_so() -> None:
    assert many_table([MANY]).splitlines()[-1] == (
        "| ours | 0.8500 | 0.840 to 0.860 | never | 20 % to never |"
    )


def test_a_record_is_strict_json_without_the_curve() -> None:
    record = as_record([PAIR, MANY], settings={"seed": 3})

    read = json.loads(json.dumps(record, allow_nan=False))

    assert read["settings"] == {"seed": 3}
    assert read["methods"][0]["apgr_interval"] == [0.61, 0.69]
    assert read["methods"][1]["cost_share_interval"] == [0.2, None]
    assert "curve" not in read["methods"][0]


def test_plots_name_the_methods() -> None:
    assert ">ours<" in pair_plot([PAIR], "title")
    assert ">ours<" in many_plot([MANY], "title")
