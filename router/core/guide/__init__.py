"""What does a policy mean to an employee, in plain words?"""
