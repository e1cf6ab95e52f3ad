"""Telling what an attached file is by its content, and reading the words in it."""
