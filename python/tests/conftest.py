"""What the tests share: the program built from the same sources, and a short run."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import garita_sim

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "target" / "release" / "garita"

#: A period short enough for tests.
UNTIL = "2024-05-31"


@pytest.fixture(scope="session")
def program() -> Callable[..., None]:
    """Runs the program, which has to be of the same version and commit as the module."""
    if not PROGRAM.exists():
        pytest.fail(f"{PROGRAM} is missing: build it with cargo build --release")

    def call(*arguments: str | Path, cwd: Path | None = None) -> None:
        done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=False, cwd=cwd)
        assert done.returncode == 0, done.stderr

    return call


@pytest.fixture(scope="session")
def result() -> garita_sim.Result:
    """A small comparison that many tests look at."""
    return garita_sim.compare(["enforcement-only", "legal-pathways"], replicates=6, until=UNTIL)
