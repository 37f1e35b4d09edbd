"""Rate cards: loading, checking, comparing."""
