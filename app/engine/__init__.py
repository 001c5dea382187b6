"""The built-in engine: another program that speaks the Ollama HTTP API and runs models itself.

How it is started. `python -m app --engine` (frozen: the same executable with `--engine`) is the engine,
`--engine-worker` one worker of it; `app.engine.main.main()` and `app.engine.worker.main()` are their ways
in, both return the exit status.

The engine reads ONE JSON line from standard input:

    {"token": "...", "store": "/folder/of/models", "starter": "/path/model.gguf" or null,
     "starter_name": "smollm2:135m", "version": "0.1.0"}

and answers ONE JSON line on standard output: `{"port": N}` once it listens on 127.0.0.1, or
`{"failure": CODE, "detail": "..."}` and a non-zero exit, CODE being a `FailureCode` value: `engine_missing`,
`engine_library` (`detail` names the missing shared library), `engine_cpu`, `engine_stopped`.
Nothing else is ever written there. Standard input stays open: when it ends, by closing or because the
parent was killed, engine and workers leave. Logs go to standard error.

Every request needs `Authorization: Bearer <token>`. The starter model is taken only when a `starter.json`
beside it gives its SHA-256 as `sha256`; `/api/tags` waits until it has been checked.

A failure to run a model is a 500 whose JSON also has `code`, one of the values above, where one fits.
"""
