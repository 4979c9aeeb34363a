from classifier.features import GROUPS
from classifier.features.reading import VIEWS
from classifier.heads import HEADS
from classifier.pipeline import Embedding, SmallFeatures, Tokens, build_features, export
from classifier.training.fit import Settings, fit_heads, read_corpus
from tests.classifier import tiny

READINGS = tiny.reader().read_all(prompt.prompt for prompt in tiny.labelled_prompts())


def test_every_block_names_each_of_its_columns() -> None:
    for block in (Embedding(), SmallFeatures(), Tokens(min_prompts=2)):
        width = block.fit(READINGS).transform(READINGS).shape[1]
        names = block.get_feature_names_out()
        assert len(set(names)) == width


def test_small_features_are_those_of_the_groups_in_order() -> None:
    names = SmallFeatures().fit(READINGS).get_feature_names_out()
    assert list(names) == [name for group in GROUPS for name in group.feature_names]


def test_tokens_that_too_few_prompts_use_get_no_column() -> None:
    rare = Tokens(min_prompts=100).fit(READINGS).transform(READINGS).shape[1]
    common = Tokens(min_prompts=2).fit(READINGS).transform(READINGS).shape[1]
    assert 0 < rare < common


def test_the_union_names_its_columns_by_block() -> None:
    features = build_features({"embedding": 1, "small": 1, "tokens": 1}, min_prompts=2)
    names = features.fit(READINGS).get_feature_names_out()
    assert {name.split("__")[0] for name in names} == {"embedding", "small", "tokens"}


def test_export_has_one_row_a_feature_and_one_column_a_label() -> None:
    settings = Settings(copies=0)
    corpus = read_corpus(tiny.labelled_prompts(), tiny.reader(), settings=settings)
    tables, index = export(fit_heads(corpus, settings=settings))
    labels = sum(len(labels) for labels in HEADS.values())
    assert tables.bias.shape == (labels,)
    assert tables.vectors.shape == (len(VIEWS) * 8, labels)
    assert tables.tokens.shape == (index.width, labels)
