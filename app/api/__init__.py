"""The client of Ollama's HTTP API. Only `httpx_sender`, `upload` and `registry` import httpx."""
