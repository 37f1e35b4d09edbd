"""`sampan customs`: a command a file."""

from cli.customs.customs import command as command
