"""OpenAI's Responses API in the words of chat completions, and back."""
