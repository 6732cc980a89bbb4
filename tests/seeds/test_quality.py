"""What is found in the seeds does not get worse: floors under the figures of the benchmark."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "quality" / "seeds.py"
# A little under what was measured in 2026-11; raise a floor with what lifts its figure.
FLOORS = {
    "quotations, overlap": 0.95,
    "recall of direct": 0.98,
    "recall of indirect": 0.93,
    "cue": 0.98,
    "speaker": 0.80,
    "place": 0.85,
    "right name": 0.95,
    "copies, pairs": 1.0,
    "canonical article": 1.0,
    "regions, code points": 0.97,
    "title": 1.0,
    "published": 0.95,
    "language": 1.0,
}


@pytest.fixture(scope="module")
def figures() -> dict[str, float]:
    if not BENCHMARK.exists():
        pytest.skip("the benchmarks are not beside the tests")
    command = [sys.executable, str(BENCHMARK), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""  # every plugin took part
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


@pytest.mark.parametrize("name", FLOORS)
def test_figures_stay_above_their_floors(figures: dict[str, float], name: str) -> None:
    """Each figure of the seeds' benchmark is at least its floor."""
    assert figures[name] >= FLOORS[name]
