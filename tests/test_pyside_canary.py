"""PySide6 6.12.0 on Python 3.11 loses a reference to None or True at every void call and every emit, until it aborts.

That is why pyproject.toml pins PySide6; this tells whether an installed version is one of those that lose them.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

SCRIPT = """
import sys
from PySide6.QtCore import QObject, Signal

class Emitter(QObject):
    fired = Signal(bool)

emitter, heard = Emitter(), []
emitter.fired.connect(lambda value: heard.append(value) or heard.clear())
before = sys.getrefcount(None), sys.getrefcount(True)
for _ in range(10_000):
    emitter.fired.emit(True)
    emitter.setObjectName("x")
    emitter.blockSignals(False)
print(sys.getrefcount(None) - before[0], sys.getrefcount(True) - before[1])
"""


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None and True are immortal: nothing can be lost")
def test_that_signals_and_void_calls_lose_no_reference() -> None:
    # In a process of its own: where references are lost, the interpreter aborts.
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60)

    assert done.returncode == 0, done.stderr
    assert [int(drift) >= -10 for drift in done.stdout.split()] == [True, True], done.stdout
