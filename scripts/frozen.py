"""Try the frozen program in dist/perennial: start it with and without a screen, write, draw, print size and start-up.

python -m scripts.frozen
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median

from desktop.operations.look import account_called
from desktop.operations.qbrs.preparing import NewLine, add_lines
from desktop.store.portfolio import Portfolio
from desktop.store.queries.facts import accounts

ROOT = Path(__file__).resolve().parents[1]
FROZEN = ROOT / "dist" / "perennial" / ("perennial.exe" if sys.platform == "win32" else "perennial")
SOURCE = [sys.executable, "-m", "desktop"]
ROUNDS = 5


def main() -> None:
    size = sum(path.stat().st_size for path in FROZEN.parent.rglob("*") if path.is_file() and not path.is_symlink())
    print(f"{FROZEN.parent.relative_to(ROOT)}: {size / 1e6:.0f} MB")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = {**os.environ, "PERENNIAL_HOME": str(folder / "home"), "XDG_CONFIG_HOME": str(folder / "config")}
        book = folder / "demo.perennial"
        _run([str(FROZEN), "demo", str(book)], env)
        _run([str(FROZEN), "check", str(book)], env)
        # What reads files of its libraries: the presentation its template, the sealed copy compiled cryptography.
        _prepare_review(book)
        _run([str(FROZEN), "report", str(book), "--qbr", "Verity", "--out", str(folder / "review.pptx")], env)
        _run([str(FROZEN), "accounts", str(book), "--xlsx", str(folder / "accounts.xlsx")], env)
        sealed = {**env, "PERENNIAL_PASSWORD": "only for this copy"}
        _run([str(FROZEN), "share", str(book), str(folder / "copy.perennial"), "--seal"], sealed)
        _draw(folder, book, env)
        _start(book, env, "offscreen")
        if sys.platform.startswith("linux"):
            _start(book, env, "a virtual screen", ["xvfb-run", "--auto-servernum"])


def _prepare_review(book: Path) -> None:
    """Write a line on the page of Verity's next review, for a presentation to be made of."""
    with Portfolio.open(book) as opened:
        account = account_called(opened.read(accounts), "Verity")
        opened.perform(add_lines, account.id, [NewLine(5, "Renew for three years")], as_of=date.today())


def _draw(folder: Path, book: Path, env: dict[str, str]) -> None:
    picture = folder / "page.png"
    times: dict[str, list[float]] = {"frozen": [], "source": []}
    for _ in range(ROUNDS):
        for label, command in (("frozen", [str(FROZEN)]), ("source", SOURCE)):
            start = time.perf_counter()
            _run([*command, "screenshot", str(book), "--page", "accounts", "--out", str(picture)], env)
            times[label].append(time.perf_counter() - start)
    drawn = picture.stat().st_size
    frozen, source = median(times["frozen"]), median(times["source"])
    ratio = f"{frozen / source:.2f} x"
    print(f"a page drawn from start to end: {frozen:.2f} s frozen, {source:.2f} s from source, {ratio} ({drawn} bytes)")


def _start(book: Path, env: dict[str, str], where: str, wrapper: list[str] | None = None) -> None:
    """Open the window and end it after a while: it has to live until then, and say nothing."""
    platform = {} if wrapper else {"QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        [*(wrapper or []), str(FROZEN), str(book)],
        env={**env, **platform},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            _, said = process.communicate(timeout=6)
            raise SystemExit(f"{where}: the window closed by itself with {process.returncode}: {said}")
        except subprocess.TimeoutExpired:
            # The whole group: the screen's wrapper would leave the program behind.
            os.killpg(process.pid, signal.SIGTERM)
            _, said = process.communicate(timeout=20)
    if "Traceback" in said:
        raise SystemExit(f"{where}: {said}")
    print(f"the window stays open under {where}")


def _run(command: list[str], env: dict[str, str]) -> None:
    done = subprocess.run(command, env=env, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr}")


if __name__ == "__main__":
    main()
