"""The built wheel, installed elsewhere, is the whole program: the command runs and the shipped files are found."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

import desktop

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str | Path, cwd: Path) -> str:
    # Without PYTHONPATH and the like, and away from the checkout, so that only what is installed can be imported.
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout.strip()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    run(*pip, "wheel", "-q", "--no-deps", "--no-build-isolation", "--no-index", "-w", folder, ROOT, cwd=folder)
    (built,) = folder.glob("perennial_csm-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of a new environment with the wheel, and the dependencies of this one lent to it."""
    folder = tmp_path_factory.mktemp("elsewhere")
    run(sys.executable, "-m", "venv", "--without-pip", folder / "venv", cwd=folder)
    binaries = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", binaries / "python"]
    run(*pip, "install", "-q", "--no-deps", "--no-index", wheel, cwd=folder)
    # Lent only now: before, pip would take the checkout's own installation for one to replace. A .pth named in a lent
    # folder is not followed, so the checkout itself stays out.
    site = Path(run(binaries / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder))
    lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (site / "lent.pth").write_text("\n".join(sorted(lent)), encoding="utf-8")
    return binaries


def test_that_the_wheel_carries_every_resource_and_no_test(wheel: Path) -> None:
    resources = ROOT / "resources"
    shipped = {f"desktop/_resources/{p.relative_to(resources).as_posix()}" for p in resources.rglob("*") if p.is_file()}
    names = set(zipfile.ZipFile(wheel).namelist())

    assert shipped
    assert shipped <= names
    assert {name.split("/")[0] for name in names} == {"desktop", f"perennial_csm-{desktop.__version__}.dist-info"}


def test_that_an_installed_wheel_finds_its_resources_from_any_folder(installed: Path, tmp_path: Path) -> None:
    code = "import desktop.resources as r; p = r.path('scorecards/default.toml'); print(p.is_file(), p, sep='|')"
    found, where = run(installed / "python", "-c", code, cwd=tmp_path).split("|")

    assert found == "True"
    assert Path(where).is_relative_to(installed.parent)


def test_that_an_installed_wheel_has_the_command(installed: Path, tmp_path: Path) -> None:
    assert desktop.__version__ in run(installed / "perennial", "--version", cwd=tmp_path)
    assert desktop.__version__ in run(installed / "python", "-m", "desktop", "--version", cwd=tmp_path)
