"""The carrier's own workbook, filled in: its heads matched by name, all else in it left as it is."""
