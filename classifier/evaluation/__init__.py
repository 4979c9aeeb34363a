"""How good is a classifier, and where is it not?"""
