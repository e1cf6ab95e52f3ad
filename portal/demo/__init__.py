"""Demonstration data and the embedded identity provider; never loaded in production mode."""
