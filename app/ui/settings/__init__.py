"""The settings: list of pages, search over all of them, rows made from the declarations."""
