"""The list of keyboard shortcuts, and giving a command other keys."""
