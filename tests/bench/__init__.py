"""Measurements against budgets; `python -m tests.bench` runs them."""
