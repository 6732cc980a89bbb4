"""The kernel under the address and undefined-behaviour sanitizers."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

SOURCES = Path(__file__).resolve().parents[4] / "index" / "kernel"
FLAGS = [
    "-g",
    "-O1",
    "-shared",
    "-fPIC",
    "-fno-omit-frame-pointer",
    "-fsanitize=address,undefined",
    "-fno-sanitize-recover=all",
]


# A check of phrase.c; without it, starts from a crafted file are places in the positions.
CHECK = "if (at < 0 || end < at || end > places->positions.items) return -2;"


@pytest.fixture(scope="module")
def compiler() -> str:
    """Return a compiler that brings the address sanitizer."""
    found = shutil.which("gcc") or shutil.which("cc")
    if found is None or not sys.platform.startswith("linux"):
        pytest.skip("no C compiler, or not Linux: the sanitizers cannot be loaded into Python")
    if not Path(runtime(found)).is_absolute():
        pytest.skip(f"{found} brings no address sanitizer")
    return found


def runtime(compiler: str) -> str:
    """Return the path of the sanitizer's library; a mere name where there is none."""
    command = [compiler, "-print-file-name=libasan.so"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def fuzz(compiler: str, sources: Path, folder: Path, seed: int) -> subprocess.CompletedProcess[str]:
    """Build the sources with sanitizers and run fuzz.py over them."""
    built = folder / "_kernel.so"
    files = [str(path) for path in sorted(sources.glob("*.c"))]
    include = f"-I{sysconfig.get_path('include')}"
    subprocess.run([compiler, *FLAGS, include, *files, "-o", str(built)], check=True)
    program = Path(__file__).with_name("fuzz.py")
    return subprocess.run(
        [sys.executable, str(program), str(built), str(folder), str(seed), "250"],
        env={
            **os.environ,
            "LD_PRELOAD": runtime(compiler),
            # Python itself never frees all that it allocates, so leaks are not looked for.
            "ASAN_OPTIONS": "detect_leaks=0",
            "PYTHONPATH": str(SOURCES.parent.parent),
        },
        capture_output=True,
        text=True,
    )


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_no_input_makes_the_kernel_leave_its_buffers(compiler, tmp_path, seed: int) -> None:
    """Random calls and crafted index files give answers or the promised errors, nothing else."""
    done = fuzz(compiler, SOURCES, tmp_path, seed)
    assert done.returncode == 0, done.stderr[-4000:]
    answered, refused = map(int, re.findall(r"\d+", done.stdout))
    assert min(answered, refused) > 1000


@pytest.mark.slow
def test_a_check_that_is_left_out_is_seen(compiler, tmp_path) -> None:
    """The same inputs end a kernel that lacks one comparison: they do reach its edges."""
    sources = tmp_path / "kernel"
    shutil.copytree(SOURCES, sources)
    phrase = (sources / "phrase.c").read_text(encoding="utf-8")
    assert phrase.count(CHECK) == 1
    (sources / "phrase.c").write_text(phrase.replace(CHECK, ""), encoding="utf-8")
    done = fuzz(compiler, sources, tmp_path, 0)
    assert done.returncode != 0
    assert "phrase.c" in done.stderr
