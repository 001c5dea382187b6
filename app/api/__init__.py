"""The client of Ollama's HTTP API. Only `transport` and `client` import httpx."""
