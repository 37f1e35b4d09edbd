"""Order files in, normalised orders out; the only place in `routing` that opens a file."""
