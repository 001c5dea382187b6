"""Colours, fonts, icons and the style of plain boxes."""
