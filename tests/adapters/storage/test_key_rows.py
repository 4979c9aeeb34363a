"""Do keys come back exactly?"""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from router.adapters.storage.key_rows import key_from_row, key_to_row
from router.core.key import Claimable, KeyScope, Role, VirtualKey

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
TEXTS = st.lists(TEXT, max_size=2).map(tuple)
MOMENT = st.none() | st.datetimes(datetime(1990, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(
    key=st.builds(
        VirtualKey,
        id=TEXT,
        name=TEXT,
        prefix=TEXT,
        team=st.none() | TEXT,
        user=st.none() | TEXT,
        project=st.none() | TEXT,
        environment=TEXT,
        tags=st.lists(TEXT, max_size=3).map(tuple),
        created_at=MOMENT,
        expires_at=MOMENT,
        revoked_at=MOMENT,
        may_keep_text=st.booleans(),
        service_account=st.none() | TEXT,
        role=st.sampled_from(Role),
        scope=st.builds(KeyScope, models=TEXTS, tiers=TEXTS, endpoints=TEXTS, networks=TEXTS),
        may_claim=st.frozensets(st.sampled_from(Claimable)),
        replaces=st.none() | TEXT,
    )
)
def test_every_key_comes_back(key: VirtualKey) -> None:
    assert key_from_row(key_to_row(key)) == key
