"""How well are anomalies found in labelled traffic, how soon, and at how many false alarms?"""
