"""Which questions mean the same, so that one answer serves both?"""
