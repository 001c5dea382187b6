"""Models: what is installed, what could be, and what can be done with them."""
