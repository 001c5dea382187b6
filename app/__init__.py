"""Arriero: a desktop application for Ollama."""
