"""What an interrupted run of the recipe goes on from; needs what only training needs."""

from pathlib import Path

import pytest

pytest.importorskip("torch", reason="only training needs torch")
pytest.importorskip("onnx", reason="only training needs onnx")

from models.hey_zenus import recipe


def test_what_was_trained_is_not_trained_again(tmp_path: Path) -> None:
    kept, out = tmp_path / "work" / "trained" / "a.onnx", tmp_path / "out" / "a.onnx"
    recipe._keep_trained(kept, out, lambda path: path.write_text("first") and None)
    recipe._keep_trained(kept, out, lambda path: path.write_text("second") and None)
    assert out.read_text() == "first"


def test_a_training_that_failed_leaves_nothing_behind(tmp_path: Path) -> None:
    def fail(path: Path) -> None:
        path.write_text("half")
        raise OSError("the disk is full")

    kept, out = tmp_path / "a.onnx", tmp_path / "out" / "a.onnx"
    with pytest.raises(OSError):
        recipe._keep_trained(kept, out, fail)
    assert not kept.exists() and not out.exists()
