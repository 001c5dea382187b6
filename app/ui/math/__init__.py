"""Formulas: typeset by ziamath in a thread, kept as outlines, drawn in any size and colour."""
