"""What parts of a run are joined by: the row groups of their Parquet files, and their order ids."""
