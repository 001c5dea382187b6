"""A worker: one loaded model behind llama.cpp's own HTTP server. The only module that loads xllamacpp.

Its line on standard input is `{"probe": true}` (answer `{"ready": true}`: the library loads here), or

    {"model": "/path", "projector": null, "api_key": "...", "context": 4096, "batch": 512, "threads": 1,
     "gpu_layers": -1}

with the answer `{"port": N}` once the model is loaded. Trouble is `{"failure": CODE, "detail": "..."}`.
"""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Mapping
from typing import Any, NoReturn
from urllib.parse import urlsplit

from app.engine.pipe import Pipe

PROMPT_CACHE_MIB = 512  # the library's own default of 8 GiB is for servers
_PR_SET_PDEATHSIG = 1  # prctl(2)


def main() -> int:
    """Load what the parent's line says and serve it until the parent is gone."""
    pipe = Pipe()
    _die_with_parent()
    try:
        hello = pipe.hello()
    except (ValueError, TypeError) as error:
        pipe.answer({"failure": "engine_stopped", "detail": str(error)})
        return 2
    threading.Thread(target=_leave_with, args=(pipe,), daemon=True).start()
    try:
        import xllamacpp  # here and not above: what it needs may be missing, and that must be told
    except ImportError as error:
        pipe.answer({"failure": "engine_library", "detail": library_detail(str(error))})
        return 1
    if hello.get("probe"):
        xllamacpp.get_system_info()
        pipe.answer({"ready": True})
        return 0
    try:
        server = xllamacpp.Server(server_params(xllamacpp, hello))
    except (RuntimeError, ValueError, TypeError, AttributeError) as error:
        pipe.answer({"failure": "model_load", "detail": str(error)})
        # The library's threads may still run: leave without waiting for them.
        os._exit(1)
    pipe.answer({"port": urlsplit(server.listening_address).port})
    threading.Event().wait()
    return 0


def server_params(xllamacpp: Any, hello: Mapping[str, Any]) -> Any:
    """The library's parameters for one model: loopback, own key, no web page, nothing from the network.

    Names follow llama.cpp and change between versions, so each is checked; what guards the port must exist.

    Raises:
        AttributeError: a parameter that keeps the port closed to others has another name now.
    """
    params = xllamacpp.CommonParams()
    params.model.path = hello["model"]
    if hello.get("projector"):
        params.mmproj.path = hello["projector"]
    guards = {
        "api_keys": [hello["api_key"]],
        "cors_origins": "",
        "cors_credentials": False,
        "hostnames": ["127.0.0.1"],
        "port": 0,
        "offline": True,
    }
    wishes = {
        "ui": False,
        "webui": False,
        "n_parallel": 1,
        "cache_ram_mib": PROMPT_CACHE_MIB,
        "n_ctx": hello["context"],
        "n_batch": hello["batch"],
        "n_gpu_layers": hello["gpu_layers"],
        "fit_params": False,  # it would change what was asked for
        "prefill_assistant": False,  # a conversation that ends with the assistant gets a new turn
        "use_jinja": True,
        "endpoint_slots": False,
    }
    for name, value in guards.items():
        if not hasattr(params, name):
            raise AttributeError(f"this version of xllamacpp has no {name}")
        setattr(params, name, value)
    for name, value in wishes.items():
        if hasattr(params, name):
            setattr(params, name, value)
    for cpu in (params.cpuparams, params.cpuparams_batch):
        cpu.n_threads = hello["threads"]
    return params


def library_detail(message: str) -> str:
    """An import error, with the package to install where a well-known shared library is missing."""
    packages = {"libgomp": "libgomp1", "libstdc++": "libstdc++6", "MSVCP140": "Visual C++ Redistributable"}
    for library, package in packages.items():
        if library in message:
            return f"{message} (install {package})"
    return message


def _leave_with(pipe: Pipe) -> NoReturn:
    """End this process at once when the parent has closed the pipe or was killed."""
    pipe.wait_for_end()
    os._exit(0)


def _die_with_parent() -> None:
    """On Linux, be killed with the parent also while the library holds the interpreter to load a model."""
    if sys.platform == "linux":
        import ctypes  # only Linux needs it

        parent = os.getppid()
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))
        if os.getppid() != parent:
            os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
