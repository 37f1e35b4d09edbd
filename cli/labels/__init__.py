"""`sampan labels`: a command a file."""

from cli.labels.labels import command as command
