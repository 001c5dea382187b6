"""What the program does: one service per feature, coroutines and signals, QtCore only."""
