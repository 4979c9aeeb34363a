"""How do prompts of one's own traffic get labels, the most useful ones first?"""
