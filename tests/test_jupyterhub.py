"""A real JupyterHub on this machine: log in, click the link of a class, run a lesson.

Everything over HTTP, as a browser would do it. The hub, its proxy, nbgitpuller come by pip alone
(requirements-dev.txt).
"""

import importlib.util
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, quote, urlencode, urlsplit

import pytest

ROOT = Path(__file__).parents[1]
NEEDED = [name for name in ("jupyterhub", "nbgitpuller", "configurable_http_proxy", "websocket")
          if importlib.util.find_spec(name) is None]
pytestmark = [
    pytest.mark.skipif(bool(NEEDED), reason=f"not installed: {', '.join(NEEDED)} "
                                            "(requirements-dev.txt)"),
    pytest.mark.skipif(os.name == "nt", reason="JupyterHub runs on Linux and macOS"),
    pytest.mark.skipif(not (ROOT / ".git").exists() or not shutil.which("git"),
                       reason="the link of a class needs a git repository"),
]

# One student at a time, no passwords, a folder for each: for a trial, not for a class.
CONFIG = """
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub_port}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api_port}"
c.ConfigurableHTTPProxy.command = [{proxy!r}]
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r} + "/{{username}}"
c.Spawner.cmd = [{python!r}, "-m", "jupyterhub.singleuser"]
c.Spawner.args = {args!r}
c.Spawner.start_timeout = 120
c.Spawner.http_timeout = 120
"""


def free_ports(number):
    probes = [socket.socket() for _ in range(number)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """The address of a running hub."""
    folder = tmp_path_factory.mktemp("hub")
    port, hub_port, api_port = free_ports(3)
    args = ["--allow-root"] if os.getuid() == 0 else []
    (folder / "jupyterhub_config.py").write_text(CONFIG.format(
        port=port, hub_port=hub_port, api_port=api_port, python=sys.executable, args=args,
        proxy=str(Path(sys.executable).parent / "configurable-http-proxy"),
        homes=str(folder / "homes")))
    environment = {key: value for key, value in os.environ.items()
                   if key not in ("MLP_LESSONS_HOME", "IPYTHONDIR", "PYTHONPATH")}
    with (folder / "hub.log").open("w") as log:
        process = subprocess.Popen([sys.executable, "-m", "jupyterhub"], cwd=folder, stdout=log,
                                   stderr=log, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_it_answers(address, process, folder / "hub.log")
        yield address
    finally:
        process.terminate()    # it ends its proxy and the students' servers as well
        process.wait(60)


def wait_until_it_answers(address, process, log):
    import requests

    for _ in range(240):
        try:
            if requests.get(f"{address}/hub/health", timeout=5).ok:
                return
        except requests.ConnectionError:
            pass
        assert process.poll() is None, log.read_text()[-3000:]
        time.sleep(0.5)
    raise AssertionError(log.read_text()[-3000:])


class Student:
    """A browser with its cookies."""

    def __init__(self, hub, name):
        import requests

        self.hub, self.name = hub, name
        self.own = f"{hub}/user/{name}"
        self.browser = requests.Session()
        self.get("/hub/login")
        self.browser.post(f"{hub}/hub/login", timeout=60, data={
            "username": name, "password": "any", "_xsrf": self.xsrf("/hub/")}).raise_for_status()

    def get(self, address, **settings):
        answer = self.browser.get(self.hub + address, timeout=180, **settings)
        answer.raise_for_status()
        return answer

    def xsrf(self, path):
        return next(cookie.value for cookie in self.browser.cookies
                    if cookie.name == "_xsrf" and cookie.path == path)

    def start_server(self):
        """Click on Start My Server, and wait until JupyterLab is there."""
        self.get(f"/hub/spawn/{self.name}")
        for _ in range(240):
            page = self.browser.get(f"{self.own}/lab", timeout=60)
            if page.ok and page.url.startswith(f"{self.own}/lab"):
                assert "JupyterLab" in page.text
                return
            time.sleep(0.5)
        raise AssertionError(f"no JupyterLab at {page.url}: {page.status_code}")

    def click(self, link):
        """Follow an nbgitpuller link, as its page does; return what it reports, line by line."""
        page = self.get(link.removeprefix(self.hub))
        assert page.url.startswith(f"{self.own}/git-pull?")
        words = urlencode(parse_qsl(urlsplit(page.url).query)
                          + [("_xsrf", self.xsrf(f"/user/{self.name}/"))])
        stream = self.get(f"/user/{self.name}/git-pull/api?{words}", stream=True)
        return [json.loads(line.removeprefix(b"data: ")) for line in stream.iter_lines()
                if line.startswith(b"data: ")]

    def open_session(self, path):
        """Open a notebook with its kernel; return the kernel's id."""
        answer = self.browser.post(
            f"{self.own}/api/sessions", timeout=60,
            headers={"X-XSRFToken": self.xsrf(f"/user/{self.name}/")},
            json={"path": path, "name": "", "type": "notebook", "kernel": {"name": "python3"}})
        answer.raise_for_status()
        return answer.json()["kernel"]["id"]

    def run(self, kernel, sources):
        """Run cells over the kernel's web socket; return (status, what it printed) for each."""
        import websocket

        cookies = self.browser.get(f"{self.own}/api/status", timeout=60).request.headers["Cookie"]
        channel = websocket.create_connection(
            f"{self.own.replace('http', 'ws', 1)}/api/kernels/{kernel}/channels",
            cookie=cookies, origin=self.hub, timeout=120)
        try:
            return [run_cell(channel, source) for source in sources]
        finally:
            channel.close()


def run_cell(channel, source):
    number = uuid.uuid4().hex
    channel.send(json.dumps({
        "channel": "shell", "parent_header": {}, "metadata": {}, "buffers": [],
        "header": {"msg_id": number, "msg_type": "execute_request", "session": "a", "username": "",
                   "version": "5.3"},
        "content": {"code": source, "silent": False, "store_history": True,
                    "allow_stdin": False, "stop_on_error": True}}))
    printed, status, idle = "", None, False
    while status is None or not idle:
        message = json.loads(channel.recv())
        if message["parent_header"].get("msg_id") != number:
            continue
        content, kind = message["content"], message["msg_type"]
        if kind == "stream":
            printed += content["text"]
        elif kind == "execute_reply":
            status = content["status"]
        elif kind == "status":
            idle = content["execution_state"] == "idle"
    return status, printed


def link_of_a_class(hub, repository):
    """The link that the README gives."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    pattern = re.search(r"https://HUB(/hub/user-redirect/git-pull\?\S+)", text)[1]
    return hub + pattern.replace("ADDRESS", quote(repository, safe=""))


def test_log_in_click_the_link_and_run_a_lesson(hub, tmp_path):
    published = tmp_path / "published.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(ROOT), str(published)], check=True)
    subprocess.run(["git", "update-ref", "refs/heads/main", "HEAD"], cwd=published, check=True)
    student = Student(hub, "ada")
    student.start_server()
    link = link_of_a_class(hub, published.as_uri())
    for _ in range(2):    # the second click updates
        assert student.click(link)[-1]["phase"] == "finished"

    lesson = parse_qs(urlsplit(link).query)["urlpath"][0].removeprefix("lab/tree/")
    notebook = student.get(f"/user/ada/api/contents/{lesson}").json()["content"]
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    told = student.run(student.open_session(lesson), cells)
    assert [status for status, _ in told] == ["ok"] * len(cells)
    assert told[0][1] == "Everything is ready.\n"
    assert any("not attempted yet" in printed for _, printed in told)
