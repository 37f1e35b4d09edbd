"""`sampan cards`: a command a file."""

from cli.cards.cards import command as command
