"""The window: Qt widgets, item models and delegates; knows only values of the domain."""
