"""What is asked of approvers: who decides, in which order, and what comes of it?"""
