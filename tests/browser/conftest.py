"""One browser and one server for all tests in here; without a browser they are skipped."""

import shutil
import statistics

import pytest

from .lab import CHROMIUM, ROOT, Lab, Server


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


@pytest.fixture(scope="session")
def pages(server, browser):
    """{lesson: its page}: each is opened and run once, for all tests."""
    pages = {}
    yield pages
    for lab in pages.values():
        lab.page.close()


@pytest.fixture
def lesson(pages, server, browser):
    """A function of a lesson's number: its page, run from top to bottom. Errors in it fail."""
    used = []

    def lesson(number):
        if number not in pages:
            [path] = (ROOT / "notebooks").glob(f"{number:02d}_*.ipynb")
            pages[number] = Lab(server, browser, path.name)
            pages[number].run_all()
        used.append(pages[number])
        pages[number].page.bring_to_front()
        return pages[number]

    yield lesson
    for lab in used:
        lab.check()


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
