"""The one error of the file layer: a stable code, a sentence without names, and the path beside it."""

import errno
from types import TracebackType

from assistant.kernel.errors import ActionError

# Every code with its sentence and its hint. File names stay out of both: they travel as `FileError.path`.
_WORDS = {
    "disk-full": ("There is no room left on the disk.", "Free some space and try again."),
    "no-permission": ("There is no permission to do that there.", ""),
    "read-only-disk": ("The disk can only be read.", ""),
    "not-found": ("A file or folder is missing.", ""),
    "name-taken": ("The name is taken.", "Choose another name."),
    "changed-since": ("A file or folder was changed in the meantime.", "Look at it and ask again."),
    "too-long-name": ("A name is too long for the disk.", "Choose a shorter name."),
    "invalid-name": ("A name cannot be used on the disk.", "Choose another name."),
    "invalid-path": ("A path is not absolute and plain.", ""),
    "inside-itself": ("A folder cannot be put into itself.", ""),
    "file-too-big": ("A file is too big for the disk.", ""),
    "other-file-system": ("It reaches over to another disk.", ""),
    "in-use": ("The system is using it.", "Close what uses it and try again."),
    "special-file": ("A socket or device cannot be copied.", ""),
    "not-exact": ("Links or owners would be lost that cannot be brought back.", ""),
    "not-a-file": ("It is not a plain file.", ""),
    "not-a-folder": ("It is not a folder.", ""),
    "not-empty": ("A folder is no longer empty.", ""),
    "halted": ("It was stopped.", ""),
    "copy-differs": ("The copy differs from what was copied.", "The disk may be failing."),
    "missing": ("What was put there is no longer there.", ""),
    "folder-gone": ("The folder where it belongs is no longer there.", ""),
    "original-gone": ("The saved original is no longer there.", ""),
    "not-undoable": ("It was deleted for good.", ""),
    "no-trash": ("There is no trash on that disk.", ""),
    "archive-unsafe": ("The archive holds something that is not safe to unpack.", ""),
    "archive-too-big": ("The archive unpacks to more than is allowed.", ""),
    "archive-damaged": ("The archive is damaged.", ""),
    "archive-locked": ("The archive is locked with a password.", ""),
    "archive-unsupported": ("The archive is packed in a way that is not understood.", ""),
    "io-error": ("The disk could not be read or written.", ""),
}

_CODES = {
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
    errno.EACCES: "no-permission",
    errno.EPERM: "no-permission",
    errno.EROFS: "read-only-disk",
    errno.ENOENT: "not-found",
    errno.EEXIST: "name-taken",
    errno.ENOTEMPTY: "not-empty",
    # A component that was a folder when the path was resolved is a link or a file now.
    errno.ELOOP: "changed-since",
    errno.ENOTDIR: "changed-since",
    errno.EISDIR: "changed-since",
    errno.ENAMETOOLONG: "too-long-name",
    errno.EILSEQ: "invalid-name",
    errno.EFBIG: "file-too-big",
    errno.EXDEV: "other-file-system",
    errno.EBUSY: "in-use",
    errno.ETXTBSY: "in-use",
}


class FileError(ActionError):
    """Something in the file system could not be done, or must not be.

    Args:
        code: One of the codes of this module.
        path: What it is about; private, and therefore no part of the message.
    """

    def __init__(self, code: str, path: str = "") -> None:
        message, hint = _WORDS[code]
        super().__init__(message, code=code, hint=hint)
        self.path = path


class Naming:
    """Turn an `OSError` within the block into a `FileError` about `path`.

    The original is dropped, because its text holds the file's name.
    """

    __slots__ = ("_path",)

    def __init__(self, path: str) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        # Readers of compressed streams raise it without a number; what that means is theirs to say.
        if isinstance(error, OSError) and error.errno is not None:
            raise FileError(code_of(error), self._path) from None


def code_of(error: OSError) -> str:
    """Return the code that stands for an error of the system."""
    return _CODES.get(error.errno or 0, "io-error")
