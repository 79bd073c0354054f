"""Fetches exchange rates when the user says so, and keeps them; nothing else in Zenus ever asks for them."""

import os
import ssl
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

from assistant.actions.calculation.rates import ADDRESS, LARGEST_BYTES, NotRatesError, Rates, parse_rates
from assistant.config.paths import ensure_private
from assistant.kernel.errors import StoreError, ZenusError

TIMEOUT_S = 20.0


def fetch_rates(path: Path, address: str = ADDRESS) -> Rates:
    """Fetch the rates of the day and keep them at `path`; what was there stays if they cannot be had.

    Raises:
        ZenusError: `no-connection`, `not-the-rates`.
        StoreError: `rates-unwritable`.
    """
    data = _received(address)
    try:
        rates = parse_rates(data)
    except NotRatesError as error:
        message = f"What came from {address!r} is no file of reference rates."
        raise ZenusError(message, code="not-the-rates", hint="Try again later.") from error
    try:
        _keep(path, data)
    except OSError as error:
        raise StoreError(
            f"{str(path)!r} cannot be written: {error.strerror}.",
            code="rates-unwritable",
            hint="Check who may write to that folder.",
        ) from error
    return rates


def _received(address: str) -> bytes:
    request = urllib.request.Request(address, headers={"User-Agent": "zenus"})  # noqa: S310  a fixed https address
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as response:  # noqa: S310
            return bytes(response.read(LARGEST_BYTES + 1))
    except (urllib.error.URLError, TimeoutError, ConnectionError, ssl.SSLError) as error:
        raise ZenusError(
            f"{address!r} cannot be reached.", code="no-connection", hint="Check the network and try again."
        ) from error


def _keep(path: Path, data: bytes) -> None:
    ensure_private(path.parent)
    handle, name = tempfile.mkstemp(prefix=".rates-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink()
        raise
