"""The parts of the simulation: what is asked, what is answered, and in which format."""
