"""`remind`: a sentence or four numbers when something is due, and silence when nothing is."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from csmdrill.services import remind

if TYPE_CHECKING:
    from tests.cli.conftest import Shell


class Hook(HTTPServer):
    """A web server on this machine that keeps what is posted to it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.posted: list[tuple[str, str, Any]] = []
        self.answer = 204

    @property
    def url(self) -> str:
        """Its address, with something that has to stay secret."""
        return f"http://127.0.0.1:{self.server_port}/hooks/secret"


class Taking(BaseHTTPRequestHandler):
    """Takes what is posted and answers as it was told."""

    server: Hook

    def do_POST(self) -> None:
        """Keep a post."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posted.append((self.path, self.headers["Content-Type"], msgspec.json.decode(body)))
        self.send_response(self.server.answer)
        self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def hook() -> Iterator[Hook]:
    """A web server that runs."""
    with Hook() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def due(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A home in which the day's new cards are due."""
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return shell


def test_one_sentence_when_something_is_due(due: Shell) -> None:
    done = due("remind")
    assert (done.code, done.out, done.err) == (0, "8 cards, about 3 minutes.\n", "")
    told = due("due", "--json").json
    assert done.out.startswith(f"{told['due'] + told['new']} cards, about {told['minutes']} minutes")
    due("config", "set", "new", "1")
    assert due("remind").out == "1 card, about 1 minute.\n"


def test_nothing_when_nothing_is_due(due: Shell, hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    due("config", "set", "new", "0")
    done = due("remind")
    assert (done.code, done.out, done.err) == (0, "", "")
    monkeypatch.setenv("CSMDRILL_WEBHOOK", hook.url)
    done = due("remind", "--webhook")
    assert (done.code, done.out, done.err, hook.posted) == (0, "", "", [])


def test_a_webhook_is_told_counts_and_nothing_else(
    due: Shell, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSMDRILL_WEBHOOK", hook.url)
    done = due("remind", "--webhook")
    assert (done.code, done.out, done.err) == (0, "", "")
    counts = {"cards": 8, "due": 0, "new": 8, "minutes": 3}
    assert hook.posted == [("/hooks/secret", "application/json", counts)]


def test_a_post_to_this_machine_passes_no_proxy(
    due: Shell, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("CSMDRILL_WEBHOOK", hook.url)
    assert due("remind", "--webhook").code == 0
    assert len(hook.posted) == 1


@pytest.mark.parametrize("answer", [302, 307, 400, 404, 500])
def test_an_answer_that_is_no_yes_is_a_sentence_without_the_address(
    answer: int, due: Shell, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSMDRILL_WEBHOOK", hook.url)
    hook.answer = answer
    done = due("remind", "--webhook")
    assert (done.code, done.out, len(hook.posted)) == (8, "", 1)
    assert f"127.0.0.1 answered {answer}" in done.err
    assert "secret" not in done.err


def test_nobody_at_the_address_is_a_sentence(due: Shell, hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    hook.server_close()
    monkeypatch.setenv("CSMDRILL_WEBHOOK", hook.url)
    done = due("remind", "--webhook")
    assert done.code == 8
    assert "127.0.0.1 could not be reached" in done.err
    assert "secret" not in done.err


def test_somebody_who_never_answers_is_given_up(due: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    monkeypatch.setattr(remind, "TIMEOUT_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("CSMDRILL_WEBHOOK", f"http://localhost:{silent.getsockname()[1]}/secret")
        done = due("remind", "--webhook")
    assert (done.code, "localhost could not be reached" in done.err) == (8, True)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "",
            "  ",
            "nonsense",
            "https://",
            "https://host:port/",
            "https://a b/",
            "https://[::1/",
            "https://hö.example/",
        ),
        *("http://example.org/x", "ftp://127.0.0.1/x", "file:///etc/passwd", "http://localhost.example.org/"),
    ],
)
def test_an_address_that_may_not_be_used_is_refused(
    address: str, due: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSMDRILL_WEBHOOK", address)
    done = due("remind", "--webhook")
    assert (done.code, done.out) == (2, "")
    assert "CSMDRILL_WEBHOOK" in done.err
    assert due("remind").code == 0


@pytest.mark.parametrize("address", ["https://example.org/x", "http://127.8.0.1/x", "http://[::1]:8/x"])
def test_https_and_this_machine_may_be_used(address: str) -> None:
    assert remind.webhook_address({"CSMDRILL_WEBHOOK": address}).url == address


def test_a_damaged_history_is_told(due: Shell, small: Path) -> None:
    due("due")
    (due.home / "practice.db").write_bytes(b"junk")
    assert due("remind").code == 5
