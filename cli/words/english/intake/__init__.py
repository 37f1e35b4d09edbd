"""Order files and their rows."""
