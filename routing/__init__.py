"""Decisions: which channel, at what price, by when.  Pure rules and arithmetic; start reading at `plan.py`."""
