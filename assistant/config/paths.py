"""Where everything of Zenus lies on this machine.

Each function looks at the environment when it is called and creates nothing; who writes calls `ensure_private` first.
`ZENUS_HOME` moves all of it under one folder (throw-away profiles, tests), `ZENUS_MODELS` the models alone.
"""

import errno
import hashlib
import os
from pathlib import Path

import platformdirs

from assistant.kernel.errors import ConfigError, StoreError

HOME_VARIABLE = "ZENUS_HOME"
MODELS_VARIABLE = "ZENUS_MODELS"

# A unix socket's path with its closing NUL has 108 bytes on Linux and 104 on macOS.
SOCKET_PATH_LIMIT_BYTES = 103


def config_dir() -> Path:
    """Return the folder of the user's settings."""
    return _home("config") or platformdirs.user_config_path("zenus")


def data_dir() -> Path:
    """Return the folder of what must be kept: turns, timers, notes."""
    return _home("data") or platformdirs.user_data_path("zenus")


def state_dir() -> Path:
    """Return the folder of what may be lost: logs."""
    return _home("state") or platformdirs.user_state_path("zenus")


def runtime_dir() -> Path:
    """Return the folder of what ends with the session: socket and lock.

    Without a session folder of the user's own it lies in the state folder, never in /tmp as the XDG fallback would:
    there another user may have made it first.
    """
    home = _home("run")
    if home:
        return home
    session = _from_environment("XDG_RUNTIME_DIR") or Path(f"/run/user/{os.getuid()}")
    return session / "zenus" if _is_ours(session) else state_dir() / "run"


def models_dir() -> Path:
    """Return the folder that holds one folder a model."""
    return _from_environment(MODELS_VARIABLE) or _home("models") or platformdirs.user_cache_path("zenus") / "models"


def own_folders() -> tuple[Path, ...]:
    """Return the folders that are Zenus's own, which no deed may touch."""
    return config_dir(), data_dir(), state_dir(), runtime_dir(), models_dir(), scratch_dir()


def config_file() -> Path:
    """Return the settings file; it need not exist."""
    return config_dir() / "config.toml"


def database_file() -> Path:
    """Return the database file."""
    return data_dir() / "zenus.db"


def rates_file() -> Path:
    """Return the file of the exchange rates that were fetched last."""
    return data_dir() / "rates.xml"


def audit_head_file() -> Path:
    """Return the file that keeps the newest audit entry a second time, apart from the database."""
    return state_dir() / "audit.head"


def originals_dir() -> Path:
    """Return the folder of what files held before they were changed, for undo."""
    return data_dir() / "originals"


def scratch_dir() -> Path:
    """Return the folder of what a command in the sandbox changed and nobody has kept yet.

    It lies outside the home folder, which the sandbox shows with a layer over it: no layer may lie in what it covers.
    `ensure_private` refuses it if it belongs to someone else.
    """
    digest = hashlib.sha256(b"%d:%s" % (os.getuid(), os.fsencode(state_dir()))).hexdigest()[:16]
    return Path("/var/tmp") / f"zenus-{digest}"  # noqa: S108  # ensure_private checks the owner


def templates_dir() -> Path:
    """Return the folder of compiled sentence templates."""
    return state_dir() / "templates"


def log_file() -> Path:
    """Return the log file; older ones lie beside it with a number."""
    return state_dir() / "zenus.log"


def lock_file() -> Path:
    """Return the file whose lock makes Zenus single-instance."""
    return runtime_dir() / "zenus.lock"


def socket_file() -> Path:
    """Return the local socket's path, short enough for the system.

    When the runtime folder's own path is too long, the socket lies in a folder of /tmp named by the hash of the user
    and of that path; `ensure_private` on its parent refuses it if it belongs to someone else.
    """
    path = runtime_dir() / "zenus.sock"
    if len(os.fsencode(path)) <= SOCKET_PATH_LIMIT_BYTES:
        return path
    digest = hashlib.sha256(b"%d:%s" % (os.getuid(), os.fsencode(path))).hexdigest()[:16]
    return Path("/tmp") / f"zenus-{digest}" / "zenus.sock"  # noqa: S108  # ensure_private checks the owner


def ensure_private(folder: Path) -> Path:
    """Make `folder`, with its parents, so that only this user can enter it, and return it.

    Raises:
        ConfigError: `folder-unusable` when it cannot be made, `folder-not-private` when it belongs to someone else.
        StoreError: `disk-full`.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_private = _is_ours(folder)
        if is_private and folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
    except OSError as error:
        if is_disk_full(error):
            raise disk_full(folder) from error
        raise ConfigError(
            f"The folder {str(folder)!r} cannot be used: {error.strerror}.",
            code="folder-unusable",
            hint=f"Check who may write there, or set {HOME_VARIABLE} to another folder.",
        ) from error
    if not is_private:
        raise ConfigError(
            f"The folder {str(folder)!r} belongs to another user.",
            code="folder-not-private",
            hint=f"Remove that folder, or set {HOME_VARIABLE} to a folder of your own.",
        )
    return folder


def is_disk_full(error: OSError) -> bool:
    """Tell whether `error` means that there is no space left."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def disk_full(path: Path) -> StoreError:
    """Return the error to raise when `path` could not be written for want of space."""
    return StoreError(
        f"There is no space left on the disk to write {str(path)!r}.",
        code="disk-full",
        hint="Free some disk space and try again.",
    )


def _is_ours(folder: Path) -> bool:
    """Tell whether `folder` exists and it, and what a link of that name points to, belong to this user."""
    try:
        return folder.lstat().st_uid == folder.stat().st_uid == os.getuid() and folder.is_dir()
    except OSError:
        return False


def _home(part: str) -> Path | None:
    home = _from_environment(HOME_VARIABLE)
    return home / part if home else None


def _from_environment(variable: str) -> Path | None:
    value = os.environ.get(variable, "")
    return Path(value).expanduser().absolute() if value else None
