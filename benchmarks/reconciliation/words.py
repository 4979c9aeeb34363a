"""Of which words is it known, without a tokenizer, how many tokens they are?

Each word is one token of o200k_base, with and without a space before it; a test says so. So a
provider can count what it sends on its fingers, and the ledger must come to the same by tokenizer.
"""

__all__ = ["ARGUMENTS", "FUNCTION", "TOOLS", "WORDS"]

WORDS = (
    "salt", "reef", "sand", "wave", "foam", "moon", "wind", "rock", "helm", "mast", "deck",
    "port", "bow", "stern", "rope", "net", "fish", "seal", "bird", "shore", "bay", "cape",
    "storm", "rain", "mist", "cloud", "star", "sun", "light", "dark", "deep", "blue", "green",
    "gray", "cold", "warm",
)  # fmt: skip

FUNCTION = "look"
ARGUMENTS = (('{"', "at", '":"'), ('"}',))
"""The tokens before and after the words in the arguments of a call of `FUNCTION`."""

TOOLS = ('[{"type":"function","function":{"name":"look"}}]', 13)
"""The tools of a request as they are sent, and how many tokens that is."""
