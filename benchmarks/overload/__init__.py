"""What happens when more arrives than can be answered?"""
