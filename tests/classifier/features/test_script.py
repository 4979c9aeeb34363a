import pytest

from classifier.features.script import Script
from tests.classifier.features.readings import named


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Привет", "cyrillic"),
        ("漢字", "han"),
        ("ひらがな", "kana"),
        ("한국어", "hangul"),
        ("مرحبا", "hebrew_arabic"),
        ("नमस्ते", "indic"),
        ("สวัสดี", "thai_lao"),
        ("ÄÖÜ", "latin_accented"),
        ("αβγ", "greek"),
        ("\ud800\ud801", "other"),
    ],
)
def test_a_text_in_one_script_is_all_of_it(text: str, script: str) -> None:
    assert named(Script(), text)[f"script_{script}"] == 1.0


def test_plain_ascii_has_no_script() -> None:
    assert set(named(Script(), "hello").values()) == {0.0}
