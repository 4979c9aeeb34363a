"""Can many callers of many processes, all at once, overrun a budget or be refused for nothing?"""
