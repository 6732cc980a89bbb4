"""The campaign itself, with small numbers: every promise holds on every part."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PARTS = ("kills", "power", "full", "flips", "states", "readers", "pairs")


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_no_promise_breaks(part: str) -> None:
    """Each part of `python -m benchmarks.campaign` ends without a fault."""
    command = [sys.executable, "-m", "benchmarks.campaign", "--only", part]
    ran = subprocess.run(
        [*command, "--kills", "40", "--seconds", "10"], cwd=ROOT, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "| promise | tried | result |" in ran.stdout
