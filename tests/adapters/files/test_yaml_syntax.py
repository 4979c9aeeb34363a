import pytest

from router.adapters.files.yaml_building import Refused, build


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a:\n\t- b\n", "2:1: a tab indents this line. YAML is indented by spaces only."),
        ("a: b: c\n", "1:5: not valid YAML: a key cannot stand here. Put text with ': ' in quotes, "
         "and align the lines."),
        ("a: [1, 2\n", "1:4: not valid YAML: '[' is opened here and never closed, or a comma is "
         "missing after it."),
        ("a: {b: 1\n", "1:4: not valid YAML: '{' is opened here and never closed, or a comma is "
         "missing after it."),
        ("a: 1\nb: 'x\n", "2:4: not valid YAML: a quote is opened here and never closed."),
        ("a: @b\n", "1:4: not valid YAML: text cannot begin with '@'. Put it in quotes."),
        ("- a\nb: c\n", "2:1: not valid YAML: this line is not indented like the items of its "
         "list. Align them."),
        ("a: x\x07y\n", "1:5: not valid YAML: a control character stands here. Delete it."),
        ('a: "\\d+"\n', "1:5: not valid YAML: '\\' begins an escape here. Use single quotes, or "
         "write '\\\\'."),
    ],
)  # fmt: skip
def test_a_parsers_complaint_is_put_in_plain_words(text: str, told: str) -> None:
    with pytest.raises(Refused) as caught:
        build(text)
    mistake = caught.value.mistake
    assert f"{mistake.place.line}:{mistake.place.column}: {mistake.text}" == told
