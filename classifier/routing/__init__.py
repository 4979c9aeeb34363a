"""Which model answers which prompt well enough, learnt from outcomes?"""
