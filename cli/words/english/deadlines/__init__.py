"""Deadlines, calendars and clocks."""
