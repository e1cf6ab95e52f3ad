"""Whole public tables as files that lie ready: a national audience costs next to nothing."""
