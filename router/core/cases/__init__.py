"""What are the tests of a policy: given facts, and what must be decided for them?"""
