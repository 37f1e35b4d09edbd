"""Words: the catalogue of situations and English replies, with selection, rendering and linting."""
