"""Anthropic's Messages API in the words of chat completions, and back."""
