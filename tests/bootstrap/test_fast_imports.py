"""What is kept from being imported, in a process of its own."""

import subprocess
import sys

SCRIPT = """
import sys
import app.bootstrap.start
import linecache
import app.api.transport, httpx
read = [name for name in linecache.cache if name.endswith(("httpx/_client.py", "httpx\\\\_client.py"))]
print(len(read), sorted({"rich", "click", "pygments", "markdown"} & set(sys.modules)))
print(httpx.AsyncClient.__name__)
"""


def test_no_source_is_read_and_no_command_line_client_is_loaded() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.split("\n")[:2] == ["0 []", "AsyncClient"], done.stderr
