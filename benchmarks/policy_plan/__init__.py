"""How long does a plan over a million recorded decisions take, and does history replay?"""
