"""Arriero: a desktop application for Ollama."""

__version__ = "0.1.0"
APPLICATION_ID = "io.github.arriero.Arriero"
"""What desktops and app stores know the program by; packaging/RELEASING.md says who may have that name."""
