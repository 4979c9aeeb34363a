"""What would another policy have done with the decisions that are recorded?"""
