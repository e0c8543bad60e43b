"""The pictures that `scratchcnn train` leaves in the folder of a run."""

from pathlib import Path

from PIL import Image

from scratchcnn.cli import main


def test_a_run_has_its_pictures(trained_run: Path) -> None:
    pictures = ("curves", "filters", "feature_maps", "confusion", "worst")
    for name in pictures:
        with Image.open(trained_run / f"{name}.png") as picture:
            assert min(picture.size) > 100


def test_without_measurements_there_are_no_curves(trained_run: Path, tmp_path: Path) -> None:
    for path in trained_run.iterdir():
        if path.suffix in (".toml", ".npz"):
            (tmp_path / path.name).write_bytes(path.read_bytes())
    assert main(["train", "--resume", str(tmp_path)]) == 0
    assert (tmp_path / "worst.png").exists()
    assert not (tmp_path / "curves.png").exists()
