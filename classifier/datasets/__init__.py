"""Where do the labelled prompts come from, and how are they split?"""
