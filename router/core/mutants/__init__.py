"""What would go unnoticed if a rule of a policy were changed?"""
