from decimal import Decimal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from router.adapters.files.wording import describe, example
from router.core.tier import Tier


class Written(BaseModel):
    model_config = ConfigDict(extra="forbid")
    share: float = Field(default=0.5, le=1.0)
    even: int = Field(default=2, multiple_of=2)
    header: str = Field(default="x-a", pattern="^x-[a-z0-9-]+$")
    count: int = Field(default=1, gt=0, lt=9)
    short: str = Field(default="x", max_length=3)
    slug: str = Field(default="x", pattern="^[a-z-]+$")
    flag: bool = True
    names: list[str] = Field(default=["x"], min_length=1)
    limits: dict[str, int] = {}
    inner: Tier = Tier.ECONOMY


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"share": "much"}, "'share' in it must be a number, such as 0.5, not 'much'."),
        ({"count": 0}, "'count' in it must be more than 0, not 0."),
        ({"count": 9}, "'count' in it must be less than 9, not 9."),
        ({"even": 3}, "'even' in it does not fit: input should be a multiple of 2."),
        ({"share": 2.5}, "'share' in it must be at most 1, not 2.5."),
        ({"header": "Owner"}, "'header' in it must be 'x-' and then small letters, digits and "
         "'-', such as 'x-owner', not 'Owner'."),
        ({"count": "few"}, "'count' in it must be a whole number, such as 1000, not 'few'."),
        ({"short": "long"}, "'short' in it must have at most 3 characters."),
        ({"short": Decimal("1.10")}, "'short' in it must be text. Put it in quotes: \"1.10\"."),
        ({"short": {"a": 1}}, "'short' in it must be text, not a block of fields."),
        ({"slug": "My Name"}, "'slug' in it must be small letters, digits, '-' and '_', "
         "such as 'my-name', not 'My Name'."),
        ({"flag": "maybe"}, "'flag' in it must be true or false, not 'maybe'."),
        ({"names": []}, "'names' in it must not be empty. Write at least one item."),
        ({"names": "a"}, "'names' in it must be a list, such as [a, b], not 'a'."),
        ({"limits": []}, "'limits' in it must be a block of `name: value` lines, not a list."),
        ({"inner": "premum"}, "unknown inner 'premum' in it. Did you mean 'premium'? "
         "Allowed: economy, standard, premium."),
        ({"inner": 3}, "unknown inner 3 in it. Allowed: economy, standard, premium."),
    ],
)  # fmt: skip
def test_a_complaint_says_what_to_write(written: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Written.model_validate(written)
    assert describe(caught.value.errors()[0], where=" in it") == said


def test_a_missing_field_is_shown_by_example() -> None:
    fields = Written.model_fields
    assert example("inner", fields["inner"]) == "`inner: economy`"
    assert example("count", fields["count"]) == "`count: 1000`"
    assert example("other", None) == "`other: …`"
