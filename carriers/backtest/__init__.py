"""Past orders routed by old and new cards."""
