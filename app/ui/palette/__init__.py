"""The palette of commands, models and chats."""
