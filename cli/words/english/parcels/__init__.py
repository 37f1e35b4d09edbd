"""Packing, merging and splitting."""
