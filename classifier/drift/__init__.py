"""Is what is asked now still what the classifier was trained on?"""
