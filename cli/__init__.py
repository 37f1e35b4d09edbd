"""People: arguments in, tables, files and pages out.  No rule lives here."""
