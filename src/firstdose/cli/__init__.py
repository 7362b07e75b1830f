"""The command line: each command parses, asks the library once, and shows the answer."""

from firstdose.cli.app import main

__all__ = ["main"]
