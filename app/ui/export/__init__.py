"""Chats into files and out of them, and everything in one file: what a person sees of it."""
