"""Runs and what is printed."""
