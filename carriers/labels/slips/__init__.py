"""Packing and address slips as PDF."""
