import json

import pytest

from router.adapters.providers.litellm_fields import fields_for_litellm
from router.core.errors import UpstreamRejected
from tests.adapters.providers.asking import upstream


def test_known_fields_pass_and_ours_stay_behind() -> None:
    fields = {"messages": b"[1]", "top_k": b"3", "metadata": b"{}", "stream": b"true", "tags": b"1"}
    assert fields_for_litellm(fields, upstream=upstream()) == {"messages": [1], "top_k": 3}


@pytest.mark.parametrize(
    "name",
    ["api_base", "api_key", "aws_secret_access_key", "vertex_credentials", "custom_llm_provider"],
)
def test_no_address_or_credential_comes_from_a_caller(name: str) -> None:
    with pytest.raises(UpstreamRejected, match=name) as raised:
        fields_for_litellm({name: b'"x"'}, upstream=upstream())
    told = json.loads(raised.value.upstream_body)
    assert told["error"]["param"] == name
