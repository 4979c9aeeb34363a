"""One condition of each kind, for tests."""

from typing import Any

__all__ = ["CONDITIONS"]

CONDITIONS: list[dict[str, Any]] = [
    {"priority": "high"}, {"complexity": "trivial"}, {"task": ["math", "qa"]}, {"abstained": True},
    {"probability": {"high": {"at_least": 0.3}}}, {"difficulty": {"at_most": 0.5}},
    {"language": ["de", "fr"]}, {"team": "legal"}, {"user": "ada"}, {"project": "p"}, {"key": "k"},
    {"environment": ["ci", "dev"]}, {"tags": ["night", "day"]}, {"requested_model": "gpt-*"},
    {"tokens": {"at_least": 5_000}}, {"turns": {"at_least": 3}}, {"tools": True}, {"images": True},
    {"budget": {"id": "all", "share_used": {"at_least": 0.8}}},
    {"budget": {"share_used": {"at_least": 0.5}, "pace": {"at_least": 1.5}}},
    {"time": {"days": ["sat"], "from": "22:00", "until": "06:00", "timezone": "Europe/Berlin"}},
    {"findings": ["burst"]}, {"unhealthy": ["openai"]}, {"batch": {"at_least": 100}},
    {"last_hour": {"requests": {"at_least": 50}, "usd": {"at_least": 0.5}}},
    {"new": ["project", "team"]},
    {"any": [{"team": "legal"}, {"tags": "law", "tools": True}], "not": {"priority": "low"}},
]  # fmt: skip
