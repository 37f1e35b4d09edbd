"""`sampan parcels`: a command a file."""

from cli.parcels.parcels import command as command
