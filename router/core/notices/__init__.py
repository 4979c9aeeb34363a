"""What does the service tell people by itself, and on which ways?"""
