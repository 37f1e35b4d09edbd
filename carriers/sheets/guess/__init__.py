"""A price workbook nobody has described yet: its tables, its notes, and the mapping that would read them."""
