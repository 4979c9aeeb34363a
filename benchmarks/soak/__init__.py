"""A long run before an upstream that fails now and then: does anything grow, do the books agree?"""
