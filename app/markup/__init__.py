"""Markdown of replies to blocks and coloured code: no Qt, no I/O."""
