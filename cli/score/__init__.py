"""`sampan score`: a shop's service by its chats."""

from cli.score.score import command as command
