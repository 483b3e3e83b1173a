"""The `perennial` command: everything the program does that a script or a terminal may want. Shows; decides nothing.

Qt, click and whatever is slow to import is imported where it is needed.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from desktop.cli.opening import is_window_alone

__all__ = ["heed_interrupts", "main"]


def heed_interrupts() -> None:
    """Have Ctrl+C end the program also where it comes within a callback that cannot raise.

    Python drops what is raised while an object goes: the program would go on, and print a traceback.
    """
    said_before = sys.unraisablehook

    def hook(dropped: sys.UnraisableHookArgs) -> None:
        if not issubclass(dropped.exc_type, KeyboardInterrupt):
            said_before(dropped)
            return
        import _thread
        from threading import Timer

        # A moment later: at once it would be raised in here, and dropped again.
        again = Timer(0.02, _thread.interrupt_main)
        again.daemon = True
        again.start()

    sys.unraisablehook = hook


def main() -> None:
    """Run the command line; ends the process with the exit code of cli.md."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A console that lacks a character shows another one in its place instead of failing.
            stream.reconfigure(errors="replace")
    words = sys.argv[1:]
    heed_interrupts()
    try:
        if is_window_alone(words):
            from desktop.app import run

            sys.exit(run(Path(words[0]) if words else None))
        from desktop.cli.program import program

        program(prog_name="perennial")
    except KeyboardInterrupt:
        # Ctrl+C before click or the window listens: as click answers it.
        sys.exit(1)
