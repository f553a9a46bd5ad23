"""What holds for every test: a run that executes nothing fails, and random tests are the same on every machine."""

from __future__ import annotations

import os
import signal

import pytest
from hypothesis import HealthCheck, settings

from trials import examples

settings.register_profile(
    "foedus", deadline=None, max_examples=examples(100), derandomize=True, print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
settings.register_profile("wander", deadline=None, max_examples=2_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "foedus"))


def pytest_configure() -> None:
    """A run in the background ignores interruptions, and so do its children: some tests interrupt them."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Random trials and the agreement of two ways take their time: `make check` leaves them to `make test`."""
    for item in items:
        if {"laws", "agree"} & set(item.path.parts):
            item.add_marker(pytest.mark.slow)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A run in which no test was executed proves nothing, so it fails; workers of a parallel run are not judged."""
    if hasattr(session.config, "workerinput") or session.config.option.collectonly:
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    executed = sum(len(reporter.stats.get(kind, ())) for kind in ("passed", "failed", "error")) if reporter else 0
    if executed == 0 and exitstatus in (0, 5):
        session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED
