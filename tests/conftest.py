"""What every test session needs: no window, repeatable examples, and no skipped test in CI."""

from __future__ import annotations

import os

import pytest

os.environ["MPLBACKEND"] = "Agg"  # before anything imports matplotlib; subprocesses inherit it

from hypothesis import settings

IN_CI = os.environ.get("CI", "").lower() == "true"

settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("here", deadline=None)
settings.load_profile("ci" if IN_CI else "here")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skipped test is a failed session."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = len(reporter.stats.get("skipped", ())) if reporter else 0
    if IN_CI and skipped:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line(f"\nIn CI nothing may be skipped, and {skipped} tests were.", red=True)
