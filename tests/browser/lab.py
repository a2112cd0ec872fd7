"""JupyterLab in a real browser: a server on 127.0.0.1, a notebook in a page, an explorable in it.

What a person does with the mouse and the keyboard, and what is then to be seen.
"""

import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOKEN = "a-test"
LAB = ["--allow-root", "--no-browser", "--ServerApp.ip=127.0.0.1", "--ServerApp.port_retries=0",
       f"--IdentityProvider.token={TOKEN}", "--LabApp.expose_app_in_browser=True",
       "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
       "--LabApp.extension_manager=readonly"]
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync"]
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
}
DARK = {"@jupyterlab/apputils-extension:themes": {"theme": "JupyterLab Dark"}}


class Server:
    """JupyterLab over a folder that holds the package and a copy of the notebooks."""

    def __init__(self, folder, dark=False):
        self.folder = folder
        shutil.copytree(ROOT / "notebooks", folder / "notebooks",
                        ignore=shutil.ignore_patterns(".*", "progress*", "my_mlp*"))
        (folder / "mlp_lessons").symlink_to(ROOT / "mlp_lessons")
        (folder / "tests").symlink_to(ROOT / "tests")
        settings = folder / "config" / "labconfig" / "default_setting_overrides.json"
        settings.parent.mkdir(parents=True)
        settings.write_text(json.dumps({**SETTINGS, **(DARK if dark else {})}), encoding="utf-8")
        (folder / "home").mkdir()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log_file, self._read = folder / "server.log", 0
        environment = {**os.environ, "JUPYTER_CONFIG_DIR": str(folder / "config"),
                       "MLP_LESSONS_HOME": str(folder / "home"),
                       "IPYTHONDIR": str(folder / "ipython"),
                       "OPENBLAS_NUM_THREADS": "1"}     # the other core belongs to the browser
        with self.log_file.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jupyterlab", *LAB, f"--ServerApp.port={self.port}",
                 f"--ServerApp.root_dir={folder}"], env=environment, stdout=log, stderr=log)
        self._wait_until_it_answers()

    def _wait_until_it_answers(self):
        for _ in range(240):
            try:
                socket.create_connection(("127.0.0.1", self.port), 0.3).close()
                return
            except OSError:
                if self.process.poll() is not None:
                    raise RuntimeError(f"JupyterLab ended:\n{self.log()}") from None
                time.sleep(0.25)
        raise RuntimeError(f"JupyterLab did not answer within a minute:\n{self.log()}")

    def address(self, notebook):
        return f"http://127.0.0.1:{self.port}/lab/tree/notebooks/{notebook}?reset&token={TOKEN}"

    def log(self):
        """What the server and its kernels have written: a callback's error ends up here."""
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def new_log(self):
        """What has been written since this was last asked."""
        whole = self.log()
        new, self._read = whole[self._read:], len(whole)
        return new

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


class Lab:
    """One notebook, open in a page of the browser."""

    def __init__(self, server, browser, notebook, width=1150, height=1000):
        self.server = server
        self.page = browser.new_page(viewport={"width": width, "height": height})
        self.errors = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(server.address(notebook))
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=90_000)
        # Before there is a kernel, the command to run all cells would open a dialog and wait.
        self.page.wait_for_function("""() => {
            const panel = window.jupyterapp?.shell.currentWidget;
            const kernel = panel?.sessionContext?.session?.kernel;
            return kernel?.connectionStatus === 'connected' && kernel.status === 'idle';
        }""", timeout=90_000)
        if self.page.locator("#jp-left-stack:visible").count():
            self.command("application:toggle-left-area")

    def command(self, name, timeout=20):
        """Carry out a command of JupyterLab; fail if it is not done after so many seconds."""
        self.page.evaluate("""([name, timeout]) => Promise.race([
            jupyterapp.commands.execute(name).then(() => null),
            new Promise((_, late) => setTimeout(() => late(new Error(name + ' is not done')),
                                                timeout))])""", [name, 1000 * timeout])

    def run_all(self, timeout=300):
        """Run every cell, and wait until the last one is done."""
        self.command("notebook:run-all-cells", timeout)

    def run(self, code):
        """Run a line in the notebook's kernel, as in a cell, and wait until it is done."""
        status = self.page.evaluate("""async code => {
            const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
            return (await kernel.requestExecute({code}).done).content.status;
        }""", code)
        assert status == "ok", code

    def explorable(self, name, number=0):
        """Return the explorable of this name, the first or a later one in the notebook."""
        return Shown(self, self.page.locator(f".mlp-{name.replace('_', '-')}").nth(number))

    def check(self):
        """Fail if there was an error in the page, or in a callback in the kernel."""
        errors, self.errors = self.errors, []
        assert not errors, f"Errors in the page: {errors}"
        kernel = re.findall(r"(?ms)^.*?Traceback \(most recent call last\).*?(?=^\[|\Z)",
                            self.server.new_log())
        assert not kernel, f"Errors in the kernel: {kernel[-1]}"


class Shown:
    """An explorable in the page."""

    def __init__(self, lab, locator):
        self.page, self.root = lab.page, locator
        locator.wait_for(timeout=30_000)
        locator.scroll_into_view_if_needed()
        self.page.wait_for_timeout(300)

    # ---- what is to be seen ----

    def words(self):
        return "\n".join(self.root.locator(".mlp-words [role=status] > div").all_text_contents())

    def picture(self):
        """A PNG as its bytes' hash, an SVG as its markup in the browser's own spelling."""
        return self.page.evaluate("""async root => {
            const image = root.querySelector('img.mlp-picture, .mlp-picture img');
            if (!image) return root.querySelector('.mlp-picture svg').outerHTML;
            const bytes = await (await fetch(image.src)).arrayBuffer();
            return Array.from(new Uint8Array(bytes), b => b.toString(16).padStart(2, '0')).join('');
        }""", self.root.element_handle())

    def picture_of(self, twin):
        """What `picture()` must be where `twin` is what should be in the page."""
        picture = twin.picture()
        if isinstance(picture, bytes):
            return picture.hex()
        return self.page.evaluate("""text => {
            const place = document.createElement('div'); place.innerHTML = text;
            return place.querySelector('svg').outerHTML;
        }""", picture)

    def wait_for_words(self, text, timeout=10):
        """Wait until the words are `text`; say what they are if they never are."""
        end = time.monotonic() + timeout
        while self.words() != text and time.monotonic() < end:
            self.page.wait_for_timeout(20)
        assert self.words() == text

    def same_as(self, twin):
        """Wait until words and picture are those of `twin`, an explorable in this process."""
        self.wait_for_words("\n".join(twin.words().splitlines()))
        expected, end = self.picture_of(twin), time.monotonic() + 5
        while self.picture() != expected and time.monotonic() < end:
            self.page.wait_for_timeout(20)
        seen = self.picture()
        assert digest(seen) == digest(expected), "the picture is not what its words say"

    # ---- mouse and keyboard ----

    def control(self, name):
        return self.root.locator(f".mlp-control-{name.replace('_', '-')}")

    def slider(self, name):
        return self.control(name).locator(".noUi-handle").first

    def number_in(self, name):
        """The number that stands beside a slider, once it has come to rest."""
        number, since = None, time.monotonic()
        while time.monotonic() - since < 0.4:
            if (now := self._number_in(name)) != number:
                number, since = now, time.monotonic()
            self.page.wait_for_timeout(50)
        return number

    def _number_in(self, name):
        box = self.control(name).locator("input[type=number]")
        if box.count():
            return float(box.input_value())
        return float(self.control(name).locator(".widget-readout").text_content())

    def drag(self, name, share, steps=6):
        """Drag a slider's handle with the mouse to `share` of its length, and let go."""
        handle = self.slider(name).bounding_box()
        track = self.control(name).locator(".noUi-base").bounding_box()
        self.page.mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
        self.page.mouse.down()
        self.page.mouse.move(track["x"] + share * track["width"],
                             handle["y"] + handle["height"] / 2, steps=steps)
        self.page.mouse.up()
        self.page.wait_for_timeout(150)

    def press(self, name, key, times=1):
        """Press a key with the keyboard's focus on a control."""
        handle = self.slider(name)
        target = handle if handle.count() else self.control(name).locator(
            "xpath=descendant-or-self::*[self::button or self::input]").first
        target.focus()
        for _ in range(times):
            self.page.keyboard.press(key)
        self.page.wait_for_timeout(150)

    def type_number(self, name, value):
        """Type a number into the box beside a slider, and press Enter."""
        box = self.control(name).locator("input[type=number]")
        box.click(click_count=3)
        self.page.keyboard.type(str(value))
        self.page.keyboard.press("Enter")
        self.page.wait_for_timeout(150)

    def click(self, name):
        control = self.control(name)
        box = control.locator("input[type=checkbox]")
        (box if box.count() else control).first.click()
        self.page.wait_for_timeout(100)

    def choose(self, name, text):
        """Press one of several buttons with the mouse."""
        self.option(name, text).click()
        self.page.wait_for_timeout(100)

    def choose_by_key(self, name, text):
        """Press one of several buttons with the keyboard."""
        self.option(name, text).focus()
        self.page.keyboard.press("Space")
        self.page.wait_for_timeout(100)

    def option(self, name, text):
        return self.control(name).get_by_role("button", name=text, exact=True)

    # ---- speed ----

    def latencies(self, name, moves=15):
        """Milliseconds from each press of an arrow key on a slider to the new picture."""
        self.slider(name).focus()
        return self.page.evaluate(LATENCIES, [self.root.element_handle(), name.replace("_", "-"),
                                              moves])

    def milliseconds_until_new(self, action):
        """[Milliseconds] from an action, JavaScript of the root, to the new picture."""
        return self.page.evaluate("async root => {" + NEXT_PICTURE + f"""
            const seen = nextPicture(), start = performance.now();
            ({action})(root);
            await seen;
            return [performance.now() - start];
        }}""", self.root.element_handle())

    def frames_in(self, seconds):
        """How many new pictures come within `seconds`."""
        return self.page.evaluate(FRAMES, [self.root.element_handle(), 1000 * seconds])


def digest(picture):
    return hashlib.sha256(picture.encode()).hexdigest()[:12], len(picture)


# A picture is new when the browser has decoded the new image, or has the new drawing in its page.
NEXT_PICTURE = """
    const nextPicture = () => new Promise((done, late) => {
        const place = root.querySelector('.mlp-picture').parentElement;
        const watcher = new MutationObserver(async () => {
            watcher.disconnect(); clearTimeout(limit);
            const image = root.querySelector('img.mlp-picture, .mlp-picture img');
            // A picture that comes while this one is decoded takes its place: that is one, too.
            if (image) await image.decode().catch(() => null);
            done();
        });
        const limit = setTimeout(() => { watcher.disconnect(); late(new Error('no new picture')); },
                                 5000);
        watcher.observe(place, {subtree: true, childList: true, attributes: true,
                                attributeFilter: ['src']});
    });
"""
LATENCIES = "async ([root, name, moves]) => {" + NEXT_PICTURE + """
    const handle = root.querySelector(`.mlp-control-${name} .noUi-handle`);
    const times = [];
    for (let k = 0; k < moves; k++) {
        const key = Math.floor(k / 4) % 2 ? 'ArrowLeft' : 'ArrowRight';   // to and fro
        const seen = nextPicture(), start = performance.now();
        handle.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
        await seen;
        times.push(performance.now() - start);
        await new Promise(done => setTimeout(done, 60));
    }
    return times;
}"""
FRAMES = "async ([root, milliseconds]) => {" + NEXT_PICTURE + """
    let count = 0;
    const end = performance.now() + milliseconds;
    while (performance.now() < end) { await nextPicture(); count++; }
    return count;
}"""
