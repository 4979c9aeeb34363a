from router.core.lint.walk import leaves
from router.core.rules import When


def test_every_condition_is_found_with_its_location() -> None:
    written = {
        "team": "a",
        "not": [{"any": [{"tools": True}, {"user": "b", "turns": {"at_most": 3}}]}],
    }
    assert [(at, leaf.kind) for at, leaf in leaves(When.model_validate(written), ("when",))] == [
        (("when", "team"), "team"),
        (("when", "not", 0, "any", 0, "tools"), "tools"),
        (("when", "not", 0, "any", 1, "user"), "user"),
        (("when", "not", 0, "any", 1, "turns"), "turns"),
    ]
