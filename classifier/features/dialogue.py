"""Feature group `dialogue`: where in a conversation the prompt stands, and what it may use."""

from math import log1p

from classifier.features.reading import Reading

__all__ = ["Dialogue"]

FOLLOW_UP_TOKENS = 12


class Dialogue:
    """Counts of turns, tools and images, and whether the last turn leans on earlier ones."""

    name = "dialogue"
    feature_names = (
        "has_system",
        "log_user_turns",
        "log_assistant_turns",
        "log_tool_results",
        "log_tool_calls",
        "log_tools_offered",
        "ends_with_tool_result",
        "ends_with_assistant",
        "has_images",
        "is_follow_up",
        "is_short_follow_up",
        "last_share",
    )

    def row(self, reading: Reading) -> list[float]:
        """The numbers of one prompt."""
        prompt = reading.prompt
        roles = [turn.role for turn in prompt.turns]
        ending = roles[-1] if roles else ""
        users = roles.count("user")
        tokens, _, context = reading.sizes
        return [
            float("system" in roles),
            log1p(users),
            log1p(roles.count("assistant")),
            log1p(roles.count("tool")),
            log1p(sum(turn.tool_calls for turn in prompt.turns)),
            log1p(prompt.tool_count),
            float(ending == "tool"),
            float(ending == "assistant"),
            float(any(turn.images for turn in prompt.turns)),
            float(users > 1),
            float(users > 1 and tokens <= FOLLOW_UP_TOKENS),
            tokens / (tokens + context + 1),
        ]
