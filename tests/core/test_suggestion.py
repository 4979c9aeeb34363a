from router.core.suggestion import did_you_mean


def test_a_near_word_is_suggested_whatever_its_case() -> None:
    assert did_you_mean("Priorityy", ["priority", "team"]) == " Did you mean 'priority'?"


def test_nothing_is_suggested_where_nothing_is_near() -> None:
    assert did_you_mean("zebra", ["priority", "team"]) == ""
