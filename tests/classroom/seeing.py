"""Opens a page in a real browser that has no network, and tells what is there."""

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

WIDTH, HEIGHT = 1280, 720

# What stands on each slide, in the slide's own units: its class and headings, and how far down and
# to the right its contents reach when every fragment is shown.
ALL_SLIDES = """() => Reveal.getSlides().map((slide) => {
  const {h, v} = Reveal.getIndices(slide);
  Reveal.slide(h, v, 999);
  const scale = Reveal.getScale(), from = slide.getBoundingClientRect();
  let down = 0, right = 0;
  for (const part of slide.querySelectorAll("*")) {
    const box = part.getBoundingClientRect();
    if (!box.width || part.closest("mjx-assistive-mml")) continue;
    down = Math.max(down, (box.bottom - from.top) / scale);
    right = Math.max(right, (box.right - from.left) / scale);
  }
  const title = slide.querySelector("h1, h2, h3, h4");
  return {kind: slide.className, title: title ? title.textContent : "", down, right,
          again: Boolean(title && title.classList.contains("again")),
          text: slide.innerText, fragments: slide.querySelectorAll(".fragment").length,
          clipped: [...slide.querySelectorAll("pre")].some(
            (pre) => pre.scrollWidth > pre.clientWidth + 1)};
})"""
FORMULAS = """() => ({
  drawn: document.querySelectorAll("mjx-container > svg").length,
  wrong: document.querySelectorAll("mjx-merror, [data-mjx-error]").length,
  dollars: (document.body.innerText.match(/\\$\\$/g) || []).length,
  pictures: [...document.images].filter((image) => image.naturalWidth > 0).length,
})"""


def look_at(path, *questions, ready="html[data-ready]"):
    """Open a page and return (answers, complaints of the console, requests that left the page)."""
    sync_api = pytest.importorskip("playwright.sync_api",
                                   reason="playwright is not installed (requirements-dev.txt)")
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        pytest.skip("there is no chromium on this machine")

    def look():
        with sync_api.sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=executable, args=["--no-sandbox", "--disable-dev-shm-usage"])
            page = browser.new_context(
                offline=True, viewport={"width": WIDTH, "height": HEIGHT}).new_page()
            said, asked = [], []
            page.on("console", lambda message: said.append(message.text))
            page.on("pageerror", lambda error: said.append(str(error)))
            page.on("request", lambda request: asked.append(request.url))
            page.goto(path.as_uri())
            page.wait_for_selector(ready, state="attached", timeout=60_000)
            answers = [page.evaluate(question) for question in questions]
            browser.close()
        outside = [url for url in asked if url != path.as_uri() and not url.startswith("data:")]
        return answers, said, outside

    # In a thread of its own: the tests of the explorables may keep a Playwright open in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(look).result()
