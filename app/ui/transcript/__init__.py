"""The transcript: the messages of one chat, of which only those near the reader are laid out."""
