"""Policies: which services may take which orders."""
