"""What the layers in pyproject.toml promise and an import graph cannot show."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "desktop").rglob("*.py"))
PURE = [path for path in MODULES if path.relative_to(ROOT / "desktop").parts[0] in ("domain", "operations", "charts")]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported_packages(path: Path) -> set[str]:
    """The first names of everything a file imports, wherever in it the import stands."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("heavy", ["PySide6", "matplotlib"])
def test_that_starting_the_command_line_loads_nothing_that_draws(heavy: str) -> None:
    code = f"import sys, desktop.cli; print([name for name in sys.modules if name.partition('.')[0] == {heavy!r}])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)

    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


@pytest.mark.parametrize("path", PURE, ids=name_of)
def test_that_no_rule_reads_the_clock(path: Path) -> None:
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Attribute)]
    clocks = [node.lineno for node in calls if node.attr in ("today", "now", "utcnow", "monotonic", "perf_counter")]

    assert clocks == [], f"{name_of(path)} reads the clock in lines {clocks}: take the date as an argument"


def test_that_every_imported_package_is_a_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {canonicalize_name(Requirement(text).name) for text in project["dependencies"]}
    distributions = packages_distributions()
    foreign = {
        (package, name_of(path))
        for path in MODULES
        for package in imported_packages(path) - set(sys.stdlib_module_names) - {"desktop"}
    }
    undeclared = [
        (package, path)
        for package, path in sorted(foreign)
        if not declared & {canonicalize_name(name) for name in distributions.get(package, [])}
    ]

    assert foreign
    assert undeclared == []
