"""What does it cost to bring a request from the socket to its handler and the answer back?"""
