"""Tracking numbers: the pool, check digits, bar codes."""
