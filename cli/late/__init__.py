"""`sampan late`: what is late, or will be."""

from cli.late.late import command as command
