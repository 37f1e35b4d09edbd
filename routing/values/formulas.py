"""Which first signs make a spreadsheet run a cell as a formula: the one list that every writer and reader holds to."""

SIGNS = "=+@\t\r\n＝＋＠－-"
"""OWASP's list of 2025-08-01 (it added the line feed), full-width forms too.  The hyphen stands last, see BEGINS."""
BEGINS = f"^[{SIGNS}]"
"""A cell that begins with one of them, as a pattern for Python and for polars: a hyphen that stands last is itself."""
