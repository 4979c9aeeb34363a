"""What does Tierwise add to a call, beside a bare pass-through and LiteLLM's proxy?"""
