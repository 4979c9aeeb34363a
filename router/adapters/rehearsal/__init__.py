"""What stands for the world in a simulation: its time, its clock and its providers."""
