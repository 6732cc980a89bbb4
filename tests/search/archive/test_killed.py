"""What was reported as added survives a killed process."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import kliping

PROGRAM = """
import sys
import kliping

with kliping.open(sys.argv[1], create=True) as archive:
    for start in range(0, 2000, 20):
        articles = [
            kliping.Article(id=f"a{n}", text=f"Berita nomor {n} tentang panen padi di Karawang.")
            for n in range(start, start + 20)
        ]
        archive.add_all(articles)
        print(start + 20, flush=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_a_killed_writer_loses_nothing_reported(tmp_path: Path, seed: int) -> None:
    """After SIGKILL at a random moment every reported article is found, and all agrees."""
    path = tmp_path / "arsip.kliping"
    writer = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    reported = int(writer.stdout.readline())
    time.sleep(random.Random(seed).uniform(0, 2))
    os.kill(writer.pid, signal.SIGKILL)
    reported = max([reported, *(int(line) for line in writer.stdout if line.strip())])
    writer.stdout.close()
    writer.wait()
    with kliping.open(path) as archive:
        assert archive.check(deep=True) == []
        assert len(archive) >= reported
        assert archive.search("panen", limit=0).total == len(archive)
        found = set(archive.matching_ids("panen"))
        assert {f"a{n}" for n in range(reported)} <= found
        report = archive.add_all([kliping.Article(id="baru", text="Panen jagung di Garut.")])
        assert report.added == 1
    assert json.loads(json.dumps(report.to_dict()))["added"] == 1
