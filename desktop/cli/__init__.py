"""The `perennial` command: everything the program does that a script or a terminal may want. Shows; decides nothing.

Qt and whatever is slow to import is imported inside the command that needs it.
"""

from __future__ import annotations

from desktop.cli.program import program

__all__ = ["main"]


def main() -> None:
    """Run the command line; ends the process with the exit code of cli.md."""
    program(prog_name="perennial")
