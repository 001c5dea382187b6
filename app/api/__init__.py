"""The client of Ollama's HTTP API. Only `transport`, `upload` and `http_errors` import httpx."""
