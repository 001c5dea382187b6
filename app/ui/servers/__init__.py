"""The page with the list of servers, its editor, and the log of a started Ollama."""
