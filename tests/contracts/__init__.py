"""What must every adapter of a port do? The same tests run on all of them."""
