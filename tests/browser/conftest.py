"""One browser and one server for all tests in here; without a browser they are skipped."""

import shutil
import statistics

import pytest

from .lab import CHROMIUM, Server


@pytest.fixture(scope="session")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api",
                                   reason="playwright is not installed (requirements-dev.txt)")
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        pytest.skip("there is no chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(browser, tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("lab"))
    yield server
    server.stop()


MEASURED = {}


@pytest.fixture
def measured():
    """A dictionary for what was measured: {explorable: (milliseconds, frames a second)}."""
    return MEASURED


def pytest_terminal_summary(terminalreporter):
    if MEASURED:
        terminalreporter.section("from a slider's move to the new picture")
        for name, (times, rate) in sorted(MEASURED.items()):
            playing = f", playing at {rate:.0f} pictures a second" if rate else ""
            terminalreporter.line(f"{name:20} median {statistics.median(times):3.0f} ms, "
                                  f"slowest {max(times):3.0f} ms{playing}")
