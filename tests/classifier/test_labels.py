import pickle
import subprocess
import sys

import pytest

from classifier import Complexity, Label, Priority, Task


def test_a_label_is_its_string_and_carries_its_definition() -> None:
    assert Priority("high") is Priority.HIGH
    assert f"{Priority.HIGH}" == "high"
    assert "customers" in Priority.HIGH.definition


def test_labels_run_from_least_to_most() -> None:
    assert [str(label) for label in Priority] == ["low", "normal", "high"]
    assert [str(label) for label in Complexity] == ["trivial", "moderate", "demanding"]


def test_there_are_twenty_tasks() -> None:
    assert len(Task) == 20


@pytest.mark.parametrize("labels", [Priority, Complexity, Task])
def test_every_label_is_defined_and_survives_pickling(labels: type[Label]) -> None:
    for label in labels:
        assert len(label.definition) > 10
        assert pickle.loads(pickle.dumps(label)) is label  # noqa: S301


def test_importing_the_package_loads_nothing_heavy() -> None:
    script = (
        "import sys, classifier\n"
        "heavy = {'torch', 'sentence_transformers', 'sklearn', 'numpy', 'router', 'scipy'}\n"
        "sys.exit(','.join(sorted(heavy & set(sys.modules))) or None)"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
