"""Order files wherever they lie, as chunks of text cells."""
