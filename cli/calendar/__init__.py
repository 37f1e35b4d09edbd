"""`sampan calendar`: a command a file."""

from cli.calendar.calendar import command as command
