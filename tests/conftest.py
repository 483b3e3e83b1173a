"""What every test runs under: Qt without a screen, its own folders, and how many examples a property is tried with."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Before anything imports Qt or matplotlib. A screen may be asked for: QT_QPA_PLATFORM=xcb make test.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["MPLBACKEND"] = "agg"
# Kept between runs: building matplotlib's font cache takes seconds.
os.environ.setdefault("MPLCONFIGDIR", str(Path(__file__).resolve().parents[1] / "build" / "matplotlib"))

# Whoever starts the tests in the background has them ignore Ctrl+C, and so would every program they start.
signal.signal(signal.SIGINT, signal.default_int_handler)

SOAK = bool(os.environ.get("PERENNIAL_SOAK"))
SOAK_FACTOR = 50

# By default the same examples at every run, so that a red test speaks of the change and not of chance.
settings.register_profile("default", deadline=None, max_examples=100, derandomize=True, print_blob=True)
settings.register_profile(
    "soak",
    deadline=None,
    max_examples=100 * SOAK_FACTOR,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("soak" if SOAK else "default")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In a soak, multiply the examples of tests that set their own number: their decorator goes before the profile."""
    if not SOAK:
        return
    seen: set[int] = set()
    for item in items:
        function = getattr(item, "obj", None)
        own = getattr(function, "_hypothesis_internal_use_settings", None)
        function = getattr(function, "__func__", function)
        if isinstance(own, settings) and id(function) not in seen:
            seen.add(id(function))
            if own.max_examples < 100 * SOAK_FACTOR:
                more = settings(own, max_examples=own.max_examples * SOAK_FACTOR)
                setattr(function, "_hypothesis_internal_use_settings", more)  # noqa: B010


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing a test does, or a process it starts, reads or writes the user's own settings, replica ids or backups."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PERENNIAL_HOME", str(home / "perennial"))
        for kind in ("CACHE", "CONFIG", "DATA", "STATE"):
            patch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
        patch.delenv("PERENNIAL_PASSWORD", raising=False)
        yield


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """What pytest-qt makes the application with: the style the program has everywhere."""
    return ["tests", "-style", "Fusion"]
