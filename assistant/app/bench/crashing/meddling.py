"""Somebody else, who changes something between a deed and its undo."""

from random import Random

from assistant.app.bench.crashing.world import World
from assistant.app.bench.snapshot import content_digest


def meddle(rng: Random, world: World) -> str:
    """Change, replace or remove a file, or add one; return the digest of what it held, empty if there was none."""
    files = sorted(path for top in world.tops for path in top.rglob("*") if path.is_file() and not path.is_symlink())
    if not files:
        return ""
    path = rng.choice(files)
    held = content_digest(path)
    chance = rng.random()
    if chance < 0.5:
        path.chmod(0o644)
        with path.open("ab") as file:
            file.write(b"written by somebody else")
    elif chance < 0.8:
        path.with_name("somebody else's").write_text("theirs")
    else:
        path.unlink()
    return held
