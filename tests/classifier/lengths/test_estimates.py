"""Are annotators' estimates of lengths read, and wrong ones refused with the line?"""

from pathlib import Path

import pytest

from classifier.datasets.load import DatasetError
from classifier.lengths.estimates import answer_tokens


def test_estimates_are_found_by_id_and_missing_ones_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"id": "a-1", "answer_tokens": 25}\n{"id": "a-2"}\n', encoding="utf-8")

    assert answer_tokens([file]) == {"a-1": 25}


@pytest.mark.parametrize("value", ["0", "-3", "true", '"20"', "1.5"])
def test_what_is_no_count_is_refused_with_its_line(value: str, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(f'\n{{"id": "a-1", "answer_tokens": {value}}}\n', encoding="utf-8")

    with pytest.raises(DatasetError, match=r"a\.jsonl, line 2: field 'answer_tokens'"):
        answer_tokens([file])
