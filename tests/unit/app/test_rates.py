"""Fetching exchange rates, from a server on this machine."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from assistant.app.rates import fetch_rates
from assistant.kernel.errors import ZenusError
from tests.unit.actions.calculation.test_rates import XML


@pytest.fixture
def serve():
    servers = []

    def start(body):
        class Answer(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args):
                pass

        server = HTTPServer(("127.0.0.1", 0), Answer)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True, kwargs={"poll_interval": 0.01}).start()
        return f"http://127.0.0.1:{server.server_port}/rates.xml"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_what_was_fetched_is_kept(serve, tmp_path):
    kept = tmp_path / "data/rates.xml"
    assert len(fetch_rates(kept, serve(XML)).per_euro) == 3
    assert kept.read_bytes() == XML


def test_something_else_does_not_replace_what_is_kept(serve, tmp_path):
    kept = tmp_path / "rates.xml"
    kept.write_bytes(XML)
    with pytest.raises(ZenusError) as caught:
        fetch_rates(kept, serve(b"<html>Sign in to this network</html>"))
    assert caught.value.code == "not-the-rates"
    assert kept.read_bytes() == XML


def test_no_network_is_said(tmp_path):
    with pytest.raises(ZenusError) as caught:
        fetch_rates(tmp_path / "rates.xml", "http://127.0.0.1:9/rates.xml")
    assert caught.value.code == "no-connection"
