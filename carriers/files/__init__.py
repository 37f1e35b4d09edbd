"""Reading and writing the tables and TOML of facts."""
