"""Forwarders' and carriers' bills: which form a file has, and its lines as columns."""
