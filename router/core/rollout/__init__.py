"""How does a policy come into force: at once, for a share first, or only looked at for now?"""
