"""One browser and one server for all tests in here; without a browser they are skipped."""

import shutil
import statistics
from pathlib import Path

import pytest

from .lab import CHROMIUM, ROOT, Lab, Server

HERE = Path(__file__).parent


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


def pytest_collection_modifyitems(items):
    """Put the tests in here in the order of the lessons: each is opened once, one at a time."""
    ours = [position for position, item in enumerate(items) if item.path.parent == HERE]
    for position, item in zip(ours, sorted((items[k] for k in ours), key=lesson_of)):
        items[position] = item


def lesson_of(item):
    """Return the number of the lesson that a test opens; 99 for none."""
    callspec = getattr(item, "callspec", None)
    if callspec and "path" in callspec.params:
        return int(callspec.params["path"].stem[:2])
    return getattr(item.module, "LESSON", 99)


class Bookmark:
    """The one lesson that is open, as a person has it: other pages would slow it down."""

    def __init__(self, server, browser):
        self.server, self.browser = server, browser
        self.number = self.lab = None

    def open(self, number):
        if number != self.number:
            self.close()
            [path] = (ROOT / "notebooks").glob(f"{number:02d}_*[a-z].ipynb")
            self.lab, self.number = Lab(self.server, self.browser, path.name), number
            self.lab.run_all()
        return self.lab

    def close(self):
        if self.lab is not None:
            self.lab.page.close()
        self.lab = self.number = None


@pytest.fixture(scope="session")
def bookmark(server, browser):
    bookmark = Bookmark(server, browser)
    yield bookmark
    bookmark.close()


@pytest.fixture
def lesson(bookmark):
    """A function of a lesson's number: its page, run from top to bottom. Errors in it fail."""
    yield bookmark.open
    if bookmark.lab is not None:
        bookmark.lab.check()


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
