"""`sampan allot`: a run under caps, least volumes and rebates."""

from cli.allot.allot import command as command
