"""What becomes slower as keys, rules, prompts and streams grow?"""
