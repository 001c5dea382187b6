"""The page of the transfers, and what tells of them elsewhere in the window."""
