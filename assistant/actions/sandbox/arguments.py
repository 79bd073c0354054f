"""Owns the argument list of bubblewrap for a plan: what is mounted where, in which order, and what is hidden. Pure.

Mounts lie over each other in the order of the list: the system, the folders of the plan, and last what stays hidden.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.actions.sandbox.plan import Limits, SandboxPlan, Sight

SANDBOX_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"
# A private folder in memory: /tmp, and the home folder as far as it is not shown.
TMPFS_BYTES = 256 * 1024**2

_ALWAYS = (
    "--unshare-user",
    "--disable-userns",
    "--unshare-pid",
    "--unshare-ipc",
    "--unshare-uts",
    "--unshare-cgroup-try",
    "--hostname",
    "sandbox",
    "--die-with-parent",
    "--new-session",
    "--cap-drop",
    "ALL",
    "--clearenv",
)
# Where the system keeps programs, and on older systems separate folders or links for them.
_PROGRAM_FOLDERS = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt")
# What programs need of /etc to find libraries, fonts, names and certificates; no keys, no passwords.
_ETC = (
    "alternatives",
    "bash.bashrc",
    "ca-certificates",
    "ca-certificates.conf",
    "debian_version",
    "default/locale",
    "fonts",
    "gai.conf",
    "gitconfig",
    "group",
    "host.conf",
    "hosts",
    "ImageMagick-6",
    "ImageMagick-7",
    "inputrc",
    "java-17-openjdk",
    "java-21-openjdk",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "libreoffice",
    "locale.conf",
    "localtime",
    "magic",
    "magic.mime",
    "mailcap",
    "mime.types",
    "nsswitch.conf",
    "os-release",
    "papersize",
    "passwd",
    "perl",
    "pki/tls/certs",
    "protocols",
    "python3",
    "services",
    "shells",
    "ssl/certs",
    "ssl/openssl.cnf",
    "terminfo",
    "texmf",
    "timezone",
    "xattr.conf",
)


@dataclass(frozen=True, slots=True)
class Layer:
    """One granted folder and the two folders in which an overlay keeps what is written to it."""

    lower: Path
    upper: Path
    work: Path


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a plan meets on this machine.

    Args:
        home: The user's home folder, by its real path.
        hidden: Real paths that no run may see.
        prlimit: The program that sets limits.
    """

    home: Path
    hidden: tuple[Path, ...]
    prlimit: Path


def bwrap_options(plan: SandboxPlan, layers: Iterable[Layer], around: Surroundings, status_fd: int) -> list[str]:
    """Return bubblewrap's options, which are what the command gets to see of the machine.

    Args:
        plan: What to run; its paths are real paths.
        layers: One for each granted folder.
        around: The machine.
        status_fd: A file descriptor that bubblewrap inherits and writes its status to.
    """
    layers = tuple(layers)
    return [
        *_ALWAYS,
        *(() if plan.has_network else ("--unshare-net",)),
        "--json-status-fd",
        str(status_fd),
        *_environment(plan, around),
        *(_whole_system(plan, around) if plan.sight is Sight.SYSTEM else _programs(plan, around)),
        *(word for path in plan.readable for word in ("--ro-bind", str(path), str(path))),
        *(word for layer in layers for word in _overlay(layer)),
        *_masks(plan, layers, around),
        *(() if plan.sight is Sight.SYSTEM else ("--remount-ro", "/")),
        "--chdir",
        str(plan.cwd),
    ]


def limited_command(plan: SandboxPlan, around: Surroundings) -> list[str]:
    """Return the command with the program before it that sets its limits."""
    return [*_limited(plan.limits, around), *plan.argv]


def _environment(plan: SandboxPlan, around: Surroundings) -> Iterator[str]:
    variables = {"PATH": SANDBOX_PATH, "HOME": str(around.home), "LANG": "C.UTF-8", **plan.environment}
    for name, value in variables.items():
        yield from ("--setenv", name, value)


def _programs(plan: SandboxPlan, around: Surroundings) -> Iterator[str]:
    for folder in map(Path, _PROGRAM_FOLDERS):
        if folder.is_symlink():
            yield from ("--symlink", str(folder.readlink()), str(folder))
        else:
            yield from ("--ro-bind-try", str(folder), str(folder))
    etc = [*_ETC, *(("resolv.conf",) if plan.has_network else ())]
    for name in etc:
        yield from ("--ro-bind-try", f"/etc/{name}", f"/etc/{name}")
    # Root without any privilege still owns the settings of the kernel that lie there.
    yield from ("--proc", "/proc", "--remount-ro", "/proc")
    yield from _devices()
    for folder in (Path("/tmp"), Path("/var/tmp"), around.home):  # noqa: S108  # inside the sandbox
        yield from _memory_folder(folder)


def _whole_system(plan: SandboxPlan, around: Surroundings) -> Iterator[str]:
    yield from ("--ro-bind", "/", "/")
    yield from _devices()
    for folder in (Path("/tmp"), Path("/var/tmp"), Path("/run/user")):  # noqa: S108  # inside the sandbox
        is_needed = any(path.is_relative_to(folder) for path in (plan.cwd, around.home))
        if folder.is_dir() and not is_needed:
            yield from _memory_folder(folder)


def _devices() -> Iterator[str]:
    yield from ("--dev", "/dev", "--remount-ro", "/dev")
    yield from _memory_folder(Path("/dev/shm"))  # noqa: S108  # inside the sandbox


def _memory_folder(folder: Path) -> Iterator[str]:
    yield from ("--size", str(TMPFS_BYTES), "--tmpfs", str(folder))


def _overlay(layer: Layer) -> Iterator[str]:
    yield from ("--overlay-src", str(layer.lower))
    yield from ("--overlay", str(layer.upper), str(layer.work), str(layer.lower))


def _masks(plan: SandboxPlan, layers: Iterable[Layer], around: Surroundings) -> Iterator[str]:
    """Lay something empty over what is hidden, where the plan would show it."""
    shown = [*(layer.lower for layer in layers), *plan.readable]
    if plan.sight is Sight.SYSTEM:
        shown.append(Path("/"))
    for path in around.hidden:
        if not any(path.is_relative_to(folder) for folder in shown):
            continue
        if path.is_dir():
            yield from ("--perms", "0555", "--tmpfs", str(path), "--remount-ro", str(path))
        elif path.exists():
            yield from ("--ro-bind", "/dev/null", str(path))


def _limited(limits: Limits, around: Surroundings) -> Iterator[str]:
    yield str(around.prlimit)
    yield f"--cpu={limits.cpu_s}"
    # Written memory, not address space: Java and Node reserve far more than they use.
    yield f"--data={limits.memory_bytes}"
    yield f"--fsize={limits.file_bytes}"
    yield f"--nproc={limits.processes}"
    yield "--core=0"
    yield "--"
