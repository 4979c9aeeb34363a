"""Who answers: the direct wire to OpenAI-shaped providers, litellm for the rest, a simulation."""
