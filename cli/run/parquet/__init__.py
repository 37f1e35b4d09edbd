"""Parquet files put together by their row groups, as bytes."""
