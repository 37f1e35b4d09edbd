"""`sampan track`: a command a file."""

from cli.track.track import command as command
