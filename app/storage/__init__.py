"""What is kept on this computer: the only layer that knows SQLite and the files beside it."""
