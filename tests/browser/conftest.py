"""A real portal with its worker and harvest consumers, and a real browser that may talk to nothing else."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
SHOTS = Path(__file__).parent / "shots"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PROCESSES = ("web", "worker", "gather", "fetch")
START_SECONDS = 120
LOG_CHARACTERS = 8000
STEP_MILLISECONDS = 30_000
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def address() -> str:
    """Where the portal of these tests is."""
    return os.environ["CKAN_SITE_URL"]


def _log() -> Path:
    return Path(os.environ["TOMONI_LOGS"]) / "browser-portal.log"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """A test that fails shows what the portal said last: a page tells no more than "Internal Server Error"."""
    report = yield
    if report.failed and _log().exists():
        report.sections.append(("the portal's log", _log().read_text(errors="replace")[-LOG_CHARACTERS:]))
    return report


@pytest.fixture(scope="session", autouse=True)
def _portal(address: str) -> Iterator[None]:
    """Start the processes of config/Procfile and stop them afterwards."""
    if _answers(address):
        pytest.exit(f"something answers at {address} already: stop it, then run the tests again")
    log = _log()
    command = ["honcho", "-f", str(ROOT / "config" / "Procfile"), "start", *PROCESSES]
    with log.open("wb") as sink:
        process = subprocess.Popen(command, cwd=ROOT, stdout=sink, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        _wait_for(f"{address}/api/3/action/status_show", process, log)
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=60)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(url):
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.exit(f"the portal does not start; see {log}:\n{log.read_text(errors='replace')[-3000:]}")
        time.sleep(0.5)


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=5).close()  # noqa: S310
    except OSError:
        return False
    return True


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def session(chromium: Browser, address: str) -> dict[str, Any]:
    """The cookies of the demo account, logged in once."""
    context = chromium.new_context(base_url=address, locale="ja-JP")
    page = context.new_page()
    page.goto("/user/login")
    page.get_by_label("ユーザー名またはメールアドレス").fill(os.environ["TOMONI_DEMO_LOGIN"])
    page.get_by_label("パスワード").fill(os.environ["TOMONI_DEMO_PASSWORD"])
    page.locator("main, [role=main]").get_by_role("button", name="ログイン").click()
    page.wait_for_url("**/dashboard/**")
    state = context.storage_state()
    context.close()
    return dict(state)


@pytest.fixture
def open_context(chromium: Browser, address: str) -> Iterator[Callable[..., BrowserContext]]:
    """Make contexts that can reach the portal and nothing else; a request elsewhere fails the test."""
    strangers: list[str] = []
    contexts: list[BrowserContext] = []

    def check(route: Any) -> None:
        if route.request.url.startswith((address, "data:", "blob:")):
            route.continue_()
        else:
            strangers.append(route.request.url)
            route.abort()

    def make(**options: Any) -> BrowserContext:
        context = chromium.new_context(
            base_url=address, locale="ja-JP", timezone_id="Asia/Tokyo", **{"viewport": WIDE, **options}
        )
        context.set_default_timeout(STEP_MILLISECONDS)
        context.route("**/*", check)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert not strangers, "a page asks other servers"


@pytest.fixture
def page(open_context: Callable[..., BrowserContext]) -> Page:
    """A visitor's page."""
    return open_context().new_page()


@pytest.fixture
def officer(open_context: Callable[..., BrowserContext], session: dict[str, Any]) -> Page:
    """The page of the demo account, logged in."""
    return open_context(storage_state=session).new_page()


@pytest.fixture(scope="session")
def ask(address: str) -> Callable[..., Any]:
    """Call the portal's action API as a visitor and return the result."""

    def call(action: str, **data: Any) -> Any:
        request = urllib.request.Request(  # noqa: S310
            f"{address}/api/3/action/{action}",
            data=json.dumps(data).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as reply:  # noqa: S310
            return json.load(reply)["result"]

    return call


@pytest.fixture(scope="session")
def resource(ask: Callable[..., Any]) -> str:
    """The id of the resource that the sample data spoils on purpose."""
    return ask("package_show", id="sample-evacuation-space")["resources"][0]["id"]


@pytest.fixture(scope="session")
def shoot() -> Callable[[Page, str], None]:
    """Keep a picture of a page in tests/browser/shots."""
    SHOTS.mkdir(exist_ok=True)

    def take(page: Page, name: str) -> None:
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)

    return take
