"""`sampan promise`: a command a file."""

from cli.promise.promise import command as command
