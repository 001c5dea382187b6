"""The client of Ollama's HTTP API. Only `transport` and `http_errors` import httpx."""
