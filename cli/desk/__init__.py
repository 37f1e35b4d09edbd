"""`sampan desk`: the day in a browser, served from this machine to this machine."""

from cli.desk.desk import command as command
