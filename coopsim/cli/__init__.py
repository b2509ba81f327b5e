"""The command line: ``coopsim --help`` lists the commands and the exit codes."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal without our letters shows a ? instead
            stream.reconfigure(errors="replace")
    try:
        from coopsim.cli.app import app

        app(prog_name="coopsim")
    except KeyboardInterrupt:
        sys.exit(130)
