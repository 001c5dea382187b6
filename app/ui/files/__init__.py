"""Files whose text goes into a message: their chips, what is said of them, and a look at their text."""
