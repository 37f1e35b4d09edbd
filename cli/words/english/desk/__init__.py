"""Sentences of the desk."""
