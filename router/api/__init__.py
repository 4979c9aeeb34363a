"""The OpenAI-compatible surface: parse, call one service, render."""
