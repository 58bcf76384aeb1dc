"""A real browser for the tests of pages: Chromium without a window, over the pipe of its DevTools protocol.

Nothing but Chromium is needed: no driver, no library. It sees an empty profile and the network of the test alone.
"""

from __future__ import annotations

import itertools
import json
import os
import select
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Event = dict[str, Any]

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

_FLAGS = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --no-default-browser-check
--disable-background-networking --disable-component-update --disable-sync --disable-extensions --disable-dev-shm-usage
--hide-scrollbars --remote-debugging-pipe""".split()
# No answer of the browser takes so long; a test that waits longer has failed.
_PATIENCE = 60.0


class Page:
    """A tab. Events of the page are kept in the order in which they came."""

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self._to, self._from = to_browser, from_browser
        self._buffer = b""
        self._numbers = itertools.count(1)
        self._session: str | None = None
        self.events: list[Event] = []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Call a method of the protocol; its result."""
        number = next(self._numbers)
        message: dict[str, Any] = {"id": number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                return dict(answer["result"])
            self.events.append(answer)

    def _receive(self) -> Event:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._from], [], [], _PATIENCE)
            assert ready, "the browser does not answer"
            read = os.read(self._from, 1 << 20)
            assert read, "the browser has ended"
            self._buffer += read
        message, self._buffer = self._buffer.split(b"\0", 1)
        return dict(json.loads(message))

    def open(self, path: Path, *, width: int = 1000, height: int = 900, scheme: str = "light", **media: str) -> None:
        """Show a file, and wait until it is loaded.

        Args:
            path: the file.
            width, height: of the window, in pixels of the page.
            scheme: the colours that the reader prefers, "light" or "dark".
            media: other preferences, such as ``prefers_reduced_motion="reduce"``.
        """
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        wanted = {"prefers-color-scheme": scheme, **{key.replace("_", "-"): value for key, value in media.items()}}
        self.send("Emulation.setEmulatedMedia", features=[{"name": k, "value": v} for k, v in wanted.items()])
        self.events.clear()
        self.send("Page.navigate", url=path.as_uri())
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._receive())

    def run(self, script: str) -> Any:
        """The value of an expression of JavaScript, or of the promise that it gives."""
        answer = self.send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        self.send("Input.insertText", text=text)

    def press(self, key: str, code: int) -> None:
        """Press a key that is no letter, such as Tab (9)."""
        for kind in ("keyDown", "keyUp"):
            self.send("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code)

    def complaints(self) -> list[str]:
        """What the page wrote to the console or to the log, what it threw, and what its policy blocked."""
        self.run("1")  # whatever happened before is told before this answer
        told = []
        for event in self.events:
            params = event.get("params", {})
            match event.get("method"):
                case "Log.entryAdded":
                    told.append(params["entry"]["text"])
                case "Runtime.consoleAPICalled":
                    told.append(f"console.{params['type']}")
                case "Runtime.exceptionThrown":
                    told.append(params["exceptionDetails"]["text"])
                case "Page.javascriptDialogOpening":
                    told.append(f"dialog: {params['message']}")
        return told

    def requests(self) -> list[str]:
        """The addresses that were asked for, those inside the page (``data:``) left out."""
        addresses = [
            event["params"]["request"]["url"]
            for event in self.events
            if event.get("method") == "Network.requestWillBeSent"
        ]
        return [address for address in addresses if not address.startswith("data:")]


@contextmanager
def browser(profile: Path) -> Iterator[Page]:
    """A page of a new browser, which ends with it.

    Args:
        profile: an empty directory.
    """
    assert CHROMIUM
    child_in, to_browser = os.pipe()
    from_browser, child_out = os.pipe()
    environment = {**os.environ, "HOME": str(profile), "LANG": "C.UTF-8"}
    actions = [
        # Moved out of the way first, lest one ends up on the number of the other.
        (os.POSIX_SPAWN_DUP2, child_in, 63),
        (os.POSIX_SPAWN_DUP2, child_out, 64),
        (os.POSIX_SPAWN_DUP2, 63, 3),
        (os.POSIX_SPAWN_DUP2, 64, 4),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]
    command = [CHROMIUM, *_FLAGS, f"--user-data-dir={profile}"]
    pid = os.posix_spawn(CHROMIUM, command, environment, file_actions=actions, setpgroup=0)
    os.close(child_in)
    os.close(child_out)
    try:
        yield Page(to_browser, from_browser)
    finally:
        os.close(to_browser)
        os.close(from_browser)
        os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
