"""`sampan reply`: a command a file."""

from cli.reply.reply import command as command
