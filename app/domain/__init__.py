"""Plain values and rules: no Qt, no I/O, no asyncio."""
