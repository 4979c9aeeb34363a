from classifier.features import GROUPS
from classifier.features.reading import VIEWS
from classifier.heads import HEADS
from classifier.pipeline import Embedding, SmallFeatures, build_features, export
from classifier.training.fit import Settings, fit_heads, read_corpus
from tests.classifier import tiny

READINGS = tiny.reader().read_all(prompt.prompt for prompt in tiny.labelled_prompts())


def test_every_block_names_each_of_its_columns() -> None:
    for block in (Embedding(), SmallFeatures()):
        width = block.fit(READINGS).transform(READINGS).shape[1]
        names = block.get_feature_names_out()
        assert len(set(names)) == width


def test_small_features_are_those_of_the_groups_in_order() -> None:
    names = SmallFeatures().fit(READINGS).get_feature_names_out()
    assert list(names) == [name for group in GROUPS for name in group.feature_names]


def test_the_union_names_its_columns_by_block() -> None:
    features = build_features({"embedding": 1, "small": 1})
    names = features.fit(READINGS).get_feature_names_out()
    assert {name.split("__")[0] for name in names} == {"embedding", "small"}


def test_export_has_one_row_a_feature_and_one_column_a_label() -> None:
    settings = Settings(copies=0)
    corpus = read_corpus(tiny.labelled_prompts(), tiny.reader(), settings=settings)
    tables = export(fit_heads(corpus, settings=settings))
    labels = sum(len(labels) for labels in HEADS.values())
    assert tables.bias.shape == (labels,)
    assert tables.vectors.shape == (len(VIEWS) * tiny.DIMENSIONS, labels)
    assert tables.small.shape == (len(tables.small_mean), labels)


def test_a_weight_of_a_block_does_not_change_what_is_exported_but_how_it_is_learnt() -> None:
    corpus = read_corpus(tiny.labelled_prompts(), tiny.reader(), settings=Settings(copies=0))
    light, heavy = (
        export(fit_heads(corpus, settings=Settings(copies=0, block_weights=weights)))
        for weights in ({"embedding": 0.01, "small": 1.0}, {"embedding": 1.0, "small": 1.0})
    )
    assert abs(light.vectors).mean() < abs(heavy.vectors).mean() / 10
