"""Tracking: what carriers and trackers write of a parcel's scans, read to moments with a meaning, and kept."""
