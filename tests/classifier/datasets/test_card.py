from classifier.datasets.card import render_data_card
from tests.classifier import tiny


def test_the_card_counts_the_prompts() -> None:
    card = render_data_card(tiny.labelled_prompts())
    assert "180 prompts of 180 groups by 3 authors" in card
    assert "| high | 20 | 20 | 20 |" in card
    assert "language | en 180" in card
