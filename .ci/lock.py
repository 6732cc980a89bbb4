"""Write requirements.txt: all that development and CI install, with versions and hashes.

Needs pip-tools in the running environment: `pip install pip-tools && make lock`.
"""

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = """\
# Names, versions and hashes of all that development and CI install. Made by: make lock
"""


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups, extras = project["dependency-groups"], project["project"]["optional-dependencies"]
    wanted = [
        *project["project"]["dependencies"],
        *(one for extra in extras.values() for one in extra),
        *groups["dev"],
        *groups["examples"],
    ]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "wanted.in"
        output = Path(folder) / "requirements.txt"
        source.write_text("\n".join(wanted) + "\n", encoding="utf-8")
        options = ["--generate-hashes", "--allow-unsafe", "--no-annotate", "--no-header", "--quiet"]
        options += ["--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host"]
        options += ["--strip-extras", "--output-file", str(output)]
        subprocess.run(
            [sys.executable, "-m", "piptools", "compile", *options, str(source)], check=True
        )
        lines = output.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(("--", "#")) and line.strip()]
    (ROOT / "requirements.txt").write_text(HEADER + "\n".join(kept) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
