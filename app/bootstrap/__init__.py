"""Builds every object by hand, opens the window, owns the shutdown."""
