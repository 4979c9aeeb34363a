"""Does the ledger agree with the bill of a provider that counts and reckons for itself?

What a gateway can know is known: what the provider says, and every token that arrived. What it
cannot know, and what these calls therefore leave out:

- tokens that were under way when a caller left: billed, and never seen (`--speaking` counts them);
- of an answer that did not end: its hidden reasoning, and how much of its input came from a cache
  (all of it is booked as fresh);
- a whole answer that breaks off in the middle, or that a provider sends without any usage beside
  tool calls or several choices: the tokens of what came are estimated, and marked so.
"""
