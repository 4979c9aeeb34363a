"""A key reaches as far as its scope and its life, and shows a member no amounts."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, cast

import httpx
import pytest

from router.core.key import KeyScope, Role
from tests.journeys.refusing import (
    QUOTAS,
    Json,
    ask,
    error_in,
    issue,
    serving,
)
from tests.journeys.running import Service, eventually
from tests.upstream import Upstream


@pytest.fixture(scope="module")
def limited(
    upstream_server: Upstream, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    with serving(upstream_server, tmp_path_factory.mktemp("limited"), quotas=QUOTAS) as running:
        yield running


class TestKeys:
    @pytest.mark.parametrize(
        ("scope", "asked", "says"),
        [
            (KeyScope(models=("cheap",)), {"model": "dear"}, "dear"),
            (KeyScope(tiers=("economy",)), {"model": "dear"}, "dear"),
            (KeyScope(endpoints=("/v1/embeddings",)), {}, "/v1/chat/completions"),
            (KeyScope(networks=("192.0.2.0/24",)), {}, "127.0.0.1"),
        ],
        ids=["model", "tier", "endpoint", "network"],
    )
    def test_a_key_is_refused_where_it_does_not_reach(
        self,
        limited: Service,
        upstream: Upstream,
        scope: KeyScope,
        asked: dict[str, Any],
        says: str,
    ) -> None:
        _, secret = issue(limited, name="narrow", scope=scope)

        answer = ask(limited, key=secret, **asked)

        said = error_in(answer)
        assert (answer.status_code, said["code"]) == (403, "key_not_permitted")
        assert says in str(said["message"])
        assert upstream.requests == []
        assert "192.0.2" not in answer.text

    @pytest.mark.parametrize(
        "scope",
        [KeyScope(models=("cheap",)), KeyScope(tiers=("economy",))],
        ids=["model", "tier"],
    )
    def test_within_its_reach_policy_chooses(
        self, limited: Service, upstream: Upstream, scope: KeyScope
    ) -> None:
        _, secret = issue(limited, name="narrow", scope=scope)

        answer = ask(limited, key=secret, model="auto")

        assert (answer.status_code, answer.headers["x-tierwise-model"]) == (200, "cheap")

    def test_an_expired_key_is_refused(self, limited: Service, upstream: Upstream) -> None:
        _, secret = issue(limited, name="brief", expires_in=timedelta(milliseconds=1))

        answer = ask(limited, key=secret)

        assert (answer.status_code, error_in(answer)["code"]) == (401, "invalid_api_key")
        assert "has expired" in answer.text
        assert secret not in answer.text

    def test_a_rotated_key_works_beside_the_new_one_until_its_overlap_is_over(
        self, limited: Service, upstream: Upstream
    ) -> None:
        _, admin = issue(limited, name="ops", role=Role.ADMIN)
        for overlap_s, expected in ((3_600, 200), (0, 401)):
            key_id, old = issue(limited, name="laptop", team="sea")
            assert ask(limited, key=old).status_code == 200
            rotated = _manage(limited, f"keys/{key_id}/rotate", admin, overlap_s=overlap_s)
            new = str(rotated["secret"])
            first = ask(limited, key=new)
            assert first.status_code == 200
            assert limited.entry_of(first).caller.team == "sea"
            eventually(lambda: ask(limited, key=old).status_code == expected, timeout_s=2)  # noqa: B023

    def test_a_key_that_is_revoked_over_http_is_refused_within_a_second(
        self, limited: Service, upstream: Upstream
    ) -> None:
        _, admin = issue(limited, name="ops", role=Role.ADMIN)
        key_id, secret = issue(limited, name="lost")
        assert ask(limited, key=secret).status_code == 200

        _manage(limited, f"keys/{key_id}/revoke", admin)

        eventually(lambda: ask(limited, key=secret).status_code == 401, timeout_s=1)

    def test_a_member_sees_that_its_budget_is_used_and_no_amounts(self, limited: Service) -> None:
        _, member = issue(limited, name="member", team="spent")
        _, admin = issue(limited, name="ops", role=Role.ADMIN)

        seen = {who: _budgets(limited, who) for who in (member, admin)}

        assert "0.00001" not in seen[member]
        assert '"spent_usd"' not in seen[member]
        assert "0.00001" in seen[admin]


def _manage(service: Service, path: str, key: str, **body: object) -> Json:
    answer = httpx.post(
        f"{service.url}/v1/admin/{path}",
        json=body,
        headers={"authorization": f"Bearer {key}"},
        trust_env=False,
    )
    assert answer.status_code in (200, 201), answer.text
    return cast(Json, answer.json())


def _budgets(service: Service, key: str) -> str:
    headers = {"authorization": f"Bearer {key}"}
    answer = httpx.get(f"{service.url}/v1/admin/budgets", headers=headers, trust_env=False)
    return json.dumps(answer.json())
