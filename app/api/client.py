"""The client of one Ollama server: one method per endpoint, named like the endpoint."""

from app.api.inference import InferenceCalls
from app.api.jobs import JobCalls
from app.api.models import ModelCalls
from app.api.server_calls import ServerCalls


class OllamaClient(InferenceCalls, ModelCalls, JobCalls, ServerCalls):
    """Speaks with the server at one address. Use it from one event loop; close it with `aclose()`.

    Every method can raise the whole tree of `app.api.errors`. Streams are async generators: iterate them
    inside `async with contextlib.aclosing(...)`, so that the response is closed at once however it is left.
    """
