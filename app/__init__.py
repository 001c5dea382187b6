"""Arriero: a desktop application for Ollama."""

__version__ = "0.1.0"
