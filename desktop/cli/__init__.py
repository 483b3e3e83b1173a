"""The `perennial` command: everything the program does that a script or a terminal may want. Shows; decides nothing.

Qt and whatever is slow to import is imported inside the command that needs it.
"""

from __future__ import annotations

import io
import sys

from desktop.cli.program import program

__all__ = ["main"]


def main() -> None:
    """Run the command line; ends the process with the exit code of cli.md."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A console that lacks a character shows another one in its place instead of failing.
            stream.reconfigure(errors="replace")
    try:
        program(prog_name="perennial")
    except KeyboardInterrupt:
        # Ctrl+C before click listens: as click answers it.
        sys.exit(1)
