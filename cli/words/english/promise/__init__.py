"""Sentences of the chance to be on time."""
