"""What is to be done about those of LiteLLM's settings that are not carried over?"""

from router.core.importing.leftovers import Advice

__all__ = ["ADVICE", "OTHERWISE"]

OTHERWISE = "Tierwise has nothing like it."

_RATES = (
    "Tierwise does not limit rates; where a provider limits them, callers get its status 429 and "
    "`retry-after`."
)
_TIMEOUT = (
    "one timeout holds for all: the longest silence of a provider, TIERWISE_UPSTREAM_TIMEOUT_S."
)
_RETRIES = "Tierwise tries no request again by itself; clients of OpenAI's API do."
_STRATEGY = (
    "Tierwise does not spread load: within a tier the cheapest that can serve a request is used, "
    "or the one that a rule names."
)
_REDIS = "Tierwise needs no Redis: budgets and health are kept by the service itself."
_LOGGING = (
    "Tierwise books each request in its ledger (`tierwise spend`); other receivers must be fed "
    "from there."
)
_CACHE = "answers are not cached; a provider's prompt cache is priced in by the catalog's prices."
_KEYS = (
    "Tierwise has no such limit for each user or key at once: write a budget in policy.yaml that "
    "names its `user`, `team` or `key`."
)
_CREDENTIALS = (
    "credentials are not copied; the provider's own environment variables are read where "
    "`tierwise serve` runs."
)
_DEFAULTS = "Tierwise adds nothing to a request; have the caller send it."
_PROVIDER_BUDGET = (
    "budgets here are of callers, not of providers or deployments. Write a budget of the whole "
    "service, or set a limit at the provider."
)
_PRICE = "prices here are for input, output and cached tokens, and for each request."
_ROUTER = (
    "how LiteLLM's router judges is not carried over; Tierwise's classifier judges complexity, "
    "priority and task. `tierwise explain` shows how."
)

_PARAMS: Advice = {
    **dict.fromkeys(("rpm", "tpm", "itpm", "otpm", "max_parallel_requests"), _RATES),
    **dict.fromkeys(("timeout", "stream_timeout", "timeout_by_service_tier"), _TIMEOUT),
    **dict.fromkeys(("max_retries", "num_retries", "cooldown_time"), _RETRIES),
    **dict.fromkeys(("max_budget", "budget_duration"), _PROVIDER_BUDGET),
    **dict.fromkeys(("temperature", "top_p", "seed", "extra_body", "drop_params"), _DEFAULTS),
    **dict.fromkeys(
        (
            "api_key",
            "aws_access_key_id",
            "aws_secret_access_key",
            "aws_session_token",
            "aws_region_name",
            "aws_role_name",
            "aws_profile_name",
            "vertex_project",
            "vertex_location",
            "vertex_credentials",
            "azure_ad_token",
            "tenant_id",
            "client_id",
            "client_secret",
            "litellm_credential_name",
            "organization",
            "headers",
            "extra_headers",
        ),
        _CREDENTIALS,
    ),
    **dict.fromkeys(
        ("input_cost_per_second", "output_cost_per_second", "input_cost_per_image"), _PRICE
    ),
    "max_tokens": (
        "LiteLLM sends it where the caller says nothing. A rule with the effect `max_tokens` "
        "limits the caller too."
    ),
    "tags": (
        "without `enable_tag_filtering` LiteLLM does not route by them. Write a rule with the "
        "condition `tags`."
    ),
    "region_name": "write `region` in catalog.yaml, and rules with the effect `region`.",
    "complexity_router_config": _ROUTER,
    "complexity_router_config.tiers": (
        "Tierwise knows trivial, moderate and demanding work, and one deployment for each."
    ),
    "complexity_router_config.tiers.REASONING": (
        "Tierwise knows three levels, and COMPLEX is the highest. For the hardest work put a rule "
        "with `probability: {demanding: {at_least: 0.9}}` before it."
    ),
    "complexity_router_config.tiers.NON_REASONING": (
        "Tierwise knows three levels, and SIMPLE is the lowest."
    ),
    "auto_router_config": _ROUTER,
    "auto_router_config_path": _ROUTER,
    "adaptive_router_config": _ROUTER,
    "quality_router_config": _ROUTER,
}

_INFO: Advice = {
    "id": "the name is taken; the deployment has another.",
    "supports_prompt_caching": "a warm prompt cache is priced in by `cached_input_usd_per_mtok`.",
    "team_id": "write a rule with `team` and the effect `deny` for the others.",
    "access_groups": "write rules with `team` or `key` that deny others.",
    "access_windows": "write a rule with the condition `time`.",
    "tier": "LiteLLM's free or paid tier is no tier of ours.",
}

_ROUTER_SETTINGS: Advice = {
    "routing_strategy": _STRATEGY,
    "routing_strategy_args": _STRATEGY,
    "routing_groups": _STRATEGY,
    "weights": _STRATEGY,
    **dict.fromkeys(("redis_host", "redis_port", "redis_password", "redis_url"), _REDIS),
    **dict.fromkeys(
        ("num_retries", "max_retries", "retry_after", "retry_policy", "max_fallbacks"), _RETRIES
    ),
    **dict.fromkeys(("allowed_fails", "cooldown_time", "allowed_fails_policy"), _RETRIES),
    **dict.fromkeys(("timeout", "stream_timeout"), _TIMEOUT),
    "provider_budget_config": _PROVIDER_BUDGET,
    "content_policy_fallbacks": "a refusal by a provider's content policy is passed on.",
    "enable_pre_call_checks": "Tierwise always checks context window and capabilities first.",
    "enable_tag_filtering": "it is off; rules with `tags` would do the same.",
    "cache_responses": _CACHE,
}

_LITELLM_SETTINGS: Advice = {
    **dict.fromkeys(("cache", "cache_params"), _CACHE),
    **dict.fromkeys(
        ("callbacks", "success_callback", "failure_callback", "service_callbacks"), _LOGGING
    ),
    **dict.fromkeys(
        (
            "max_user_budget",
            "max_internal_user_budget",
            "default_max_internal_user_budget",
            "internal_user_budget_duration",
            "max_end_user_budget",
            "default_internal_user_params",
            "default_team_settings",
            "default_team_params",
            "default_key_generate_params",
            "upperbound_key_generate_params",
        ),
        _KEYS,
    ),
    **dict.fromkeys(("num_retries", "allowed_fails"), _RETRIES),
    "request_timeout": _TIMEOUT,
    "drop_params": "fields are passed on; a provider that does not take one says so.",
    "content_policy_fallbacks": "a refusal by a provider's content policy is passed on.",
    "budget_duration": "there is no `max_budget` beside it that was carried over.",
    "timezone": "there is no budget that was carried over.",
}

_GENERAL_SETTINGS: Advice = {
    "master_key": (
        "it was not copied. Callers use virtual keys: `tierwise keys create NAME --team TEAM`."
    ),
    "database_url": (
        "keys, teams and spend in LiteLLM's database are not carried over. The ledger is a file: "
        "TIERWISE_DATABASE."
    ),
    "alerting": "Tierwise sends no alerts; watch `tierwise spend` and `GET /readyz`.",
    "max_parallel_requests": _RATES,
    "global_max_parallel_requests": _RATES,
    "max_request_size_mb": "write it as TIERWISE_MAX_BODY_MB.",
    "store_model_in_db": "models stand in catalog.yaml, which is read again when it changes.",
    "coordination_redis": _REDIS,
    "completion_model": "write the tier in `default` of policy.yaml.",
}

ADVICE: Advice = {
    **{f"model_list.litellm_params.{key}": text for key, text in _PARAMS.items()},
    **{f"model_list.model_info.{key}": text for key, text in _INFO.items()},
    **{f"model_list.{key}": _RATES for key in ("rpm", "tpm")},
    **{f"router_settings.{key}": text for key, text in _ROUTER_SETTINGS.items()},
    **{f"litellm_settings.{key}": text for key, text in _LITELLM_SETTINGS.items()},
    **{f"general_settings.{key}": text for key, text in _GENERAL_SETTINGS.items()},
    "general_settings": "it is about LiteLLM's own server; Tierwise's settings are variables.",
    "environment_variables": (
        "values were not copied. Set the variables where `tierwise serve` runs."
    ),
    "credential_list": _CREDENTIALS,
    "include": "other files are not followed. Import each by itself, or join them first.",
    "guardrails": "Tierwise does not look for content to block; keep a guardrail before it.",
    "mcp_servers": "Tierwise serves no MCP.",
}
