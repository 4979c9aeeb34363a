"""What is left of books and budgets when processes, servers, disks and clocks fail under load?"""
