"""`python -m kliping` and the console script."""

import sys


def main() -> None:
    """Run the command line and exit with its code."""
    try:
        from .cli.main import run
    except KeyboardInterrupt:  # before the program could say what an interrupt means
        sys.exit(130)
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
