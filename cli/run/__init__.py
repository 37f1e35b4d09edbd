"""The engine of a run, and the reader of its folder."""
