"""Forwarders' price sheets."""
