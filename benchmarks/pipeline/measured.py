"""Run `kliping index` as a process of its own and read what the system counted."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# Times how often the memory of the processes is looked at.
EVERY_SECONDS = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a run took.

    Attributes:
        seconds, cpu: of the whole, and processor time of all its processes.
        main_mib: most resident memory of the process that was started.
        workers_mib: most that the others had together at one look (Linux; else 0).
    """

    seconds: float
    cpu: float
    main_mib: float
    workers_mib: float


def run(files: Sequence[Path], archive: Path, jobs: int) -> Job:
    """Index files into a new archive.

    Raises:
        RuntimeError: the program failed.
    """
    command = [sys.executable, "-m", "kliping", "--archive", str(archive), "index"]
    began = time.perf_counter()
    process = subprocess.Popen(
        [*command, *map(str, files), "--jobs", str(jobs)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    workers = 0.0
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        workers = max(workers, _children_mib(process.pid))
        time.sleep(EVERY_SECONDS)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"kliping index ended with {process.returncode}")
    return Job(
        seconds=time.perf_counter() - began,
        cpu=usage.ru_utime + usage.ru_stime,
        main_mib=usage.ru_maxrss / 1024,
        workers_mib=workers,
    )


def _children_mib(parent: int) -> float:
    """Return the resident memory of a process's children."""
    total = 0.0
    try:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            for child in children.read_text().split():
                for line in Path(f"/proc/{child}/status").read_text().splitlines():
                    if line.startswith("VmRSS:"):
                        total += int(line.split()[1]) / 1024
    except OSError:  # a process that has just ended
        pass
    return total


def cpu_seconds() -> float:
    """Return the processor time of this process and of those that it waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
