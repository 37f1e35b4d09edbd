"""`sampan bill`: a command a file."""

from cli.bill.bill import command as command
