"""How is the shipped classifier made?"""
