"""`sampan mcp`: sampan's questions for a program that speaks the Model Context Protocol."""

from cli.mcp.mcp import command as command
