"""Prints a page to PDF with the Chromium or Chrome of this machine."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from .errors import ClassroomError

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
         "msedge"]
PLACES = [    # where macOS and Windows keep them
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
]
PATIENCE = 120    # seconds


def find_browser():
    """Return the path of a browser that can print; ClassroomError if there is none."""
    found = filter(None, [shutil.which(name) for name in NAMES] + [shutil.which(p) for p in PLACES])
    for path in found:
        return path
    raise ClassroomError("There is no Chromium or Chrome on this machine, and it is what prints "
                         "the PDF. Install one (Debian, Ubuntu: apt install chromium), or write "
                         "to a name that ends in .html and print that page yourself.")


def print_to_pdf(browser, page):
    """Return the PDF, as bytes, of a page given as text."""
    with tempfile.TemporaryDirectory(prefix="mlp_lessons_print_") as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(page, encoding="utf-8")
        command = [
            browser, "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions",
            f"--user-data-dir={folder}/profile", "--disable-dev-shm-usage",
            "--virtual-time-budget=60000",    # of its own clock: until the formulas are drawn
            "--no-pdf-header-footer", f"--print-to-pdf={target}", source.as_uri()]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")    # for root there is no sandbox
        # A session of its own: when it is stopped, its helpers are too.
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                   start_new_session=True)
        try:
            _, said = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            raise ClassroomError(f"{browser} was not ready in {PATIENCE} seconds.") from None
        finally:
            if process.poll() is None:
                end(process)
        if process.returncode or not target.exists():
            reason = said.decode(errors="replace").strip().splitlines() or ["it gave no reason"]
            raise ClassroomError(f"{browser} could not print: {reason[-1]}")
        return target.read_bytes()


def end(process):
    """End a process and, where that can be said, all that it started."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate()
