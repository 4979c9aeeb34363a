"""Tests of `router.core.guide.vocabulary`."""

from classifier.labels import Complexity, Priority, Task
from router.core.guide.guide import Pairs, Paragraph
from router.core.guide.vocabulary import vocabulary
from tests.core.guide.wordings import text_of


def test_every_label_is_defined_as_the_classifier_learnt_it() -> None:
    pairs = [b for b in vocabulary().blocks if isinstance(b, Pairs)]

    told = [{text_of(term): text_of(said) for term, said in block.pairs} for block in pairs]

    assert told == [
        {label.replace("_", " "): label.definition for label in head}
        for head in (Priority, Complexity, Task)
    ]


def test_the_classes_of_models_are_named_in_their_order() -> None:
    lead = vocabulary().blocks[0]

    assert isinstance(lead, Paragraph)
    assert text_of(lead.words).endswith("the best: economy, standard and premium.")
