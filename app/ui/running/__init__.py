"""The page of the models in memory."""
