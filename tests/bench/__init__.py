"""Measurements against budgets; `python -m tests.bench` runs them."""

import os

# Windows of this process and of those it starts: where there is no display a run would end at once.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
