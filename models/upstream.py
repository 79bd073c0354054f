"""Downloads one file over HTTPS, going on from where an earlier try stopped."""

import http.client
import re
import ssl
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO

from assistant.kernel.errors import ModelError
from models.catalogue import ModelFile
from models.disk import CHUNK_BYTES
from models.progress import Progress

TIMEOUT_S = 30
# Most files come in one; a cut connection is taken up again this often, if each try brings something.
TRIES = 10
AGAIN_HINT = "Check the network and run `zenus models fetch` again; it goes on from where it stopped."
_HTML_START = re.compile(rb"\s*(<!doctype html|<html|<head|<\?xml)", re.IGNORECASE)


def download(file: ModelFile, partial: Path, progress: Progress) -> None:
    """Complete `partial` from the file's upstream address. It has the right size then; its digest is not checked.

    A connection that is cut is taken up again as long as it brings something.

    Raises:
        ModelError: `no-connection`, `upstream-missing`, `upstream-failed` or `not-the-file`.
    """
    progress.begin(file.name, file.size_bytes)
    for _ in range(TRIES):
        had_bytes = _size_bytes(partial)
        if had_bytes > file.size_bytes:
            partial.unlink()
            had_bytes = 0
        if had_bytes < file.size_bytes:
            _receive(file, partial, progress)
        if _size_bytes(partial) == file.size_bytes:
            return
        if _size_bytes(partial) == had_bytes:
            break
    raise ModelError(f"The connection broke while {file.name!r} came.", code="no-connection", hint=AGAIN_HINT)


def _receive(file: ModelFile, partial: Path, progress: Progress) -> None:
    """Add to `partial` what one connection brings; a broken connection is no error."""
    assert file.upstream is not None, "only files with an address are downloaded"
    offset = _size_bytes(partial)
    headers = {"User-Agent": "zenus", "Accept-Encoding": "identity"}
    if offset:
        headers["Range"] = f"bytes={offset}-"
    request = urllib.request.Request(file.upstream, headers=headers)  # noqa: S310  the catalogue allows https alone
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as response:  # noqa: S310
            _check(response, file)
            is_resumed = response.status == http.HTTPStatus.PARTIAL_CONTENT
            if is_resumed and not _starts_at(response, offset):
                partial.unlink()
                return
            with partial.open("ab" if is_resumed else "wb") as stream:
                _copy(response, stream, file, progress)
    except urllib.error.HTTPError as error:
        _on_status(error, file, partial)
    except urllib.error.URLError as error:
        raise ModelError(
            f"The server of {file.name!r} cannot be reached.", code="no-connection", hint=AGAIN_HINT
        ) from error
    except (http.client.HTTPException, ConnectionError, TimeoutError, ssl.SSLError):
        return


def _copy(response: http.client.HTTPResponse, stream: IO[bytes], file: ModelFile, progress: Progress) -> None:
    while chunk := response.read1(CHUNK_BYTES):
        if stream.tell() == 0 and _HTML_START.match(chunk):
            raise _not_the_file(file, "a web page")
        stream.write(chunk)
        progress.reach(stream.tell())
        if stream.tell() > file.size_bytes:
            raise _not_the_file(file, "something larger")


def _check(response: http.client.HTTPResponse, file: ModelFile) -> None:
    if response.headers.get_content_type() == "text/html":
        raise _not_the_file(file, "a web page")
    length = response.headers.get("Content-Length")
    if response.status == http.HTTPStatus.OK and length is not None and int(length) != file.size_bytes:
        raise _not_the_file(file, f"{int(length)} bytes instead of {file.size_bytes}")


def _starts_at(response: http.client.HTTPResponse, offset: int) -> bool:
    return response.headers.get("Content-Range", "").startswith(f"bytes {offset}-")


def _on_status(error: urllib.error.HTTPError, file: ModelFile, partial: Path) -> None:
    """Raise the error for an HTTP status, or drop a `partial` that the server cannot continue."""
    with error:
        if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            partial.unlink(missing_ok=True)
            return
        if error.code in (http.HTTPStatus.NOT_FOUND, http.HTTPStatus.GONE):
            raise ModelError(
                f"The file {file.name!r} is no longer at its address.",
                code="upstream-missing",
                hint="Run `zenus models fetch --from carrier`, or look for a newer Zenus.",
            ) from error
        raise ModelError(
            f"The server of {file.name!r} answered with status {error.code}.",
            code="upstream-failed",
            hint="Try again later, or run `zenus models fetch --from carrier`.",
        ) from error


def _not_the_file(file: ModelFile, what: str) -> ModelError:
    return ModelError(
        f"Instead of {file.name!r} the server sent {what}.",
        code="not-the-file",
        hint="If your network asks for a login first, log in with a web browser; then run `zenus models fetch` again.",
    )


def _size_bytes(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
