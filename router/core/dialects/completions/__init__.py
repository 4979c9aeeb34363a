"""OpenAI's old completions API in the words of chat completions, and back."""
