"""That Ctrl+C is heeded wherever it comes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SWALLOWED = """
import time, weakref
from desktop.cli import heed_interrupts
heed_interrupts()
class Thing: pass
def gone(_): raise KeyboardInterrupt
thing = Thing()
watch = weakref.ref(thing, gone)
del thing  # Ctrl+C that arrives in here is dropped by Python: the program would go on as if nothing had been said
end = time.monotonic() + 10
while time.monotonic() < end:
    pass
print("went on")
"""


def test_that_ctrl_c_within_a_callback_that_cannot_raise_still_ends_the_program() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SWALLOWED],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "went on" not in done.stdout
    assert done.stderr.count("KeyboardInterrupt") == 1
    assert "ignored" not in done.stderr
