"""What would change if one artifact took the place of another?"""
