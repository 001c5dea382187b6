"""The page that searches all chats."""
