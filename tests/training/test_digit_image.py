"""Pictures of digits, of all kinds, as MNIST would have them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from scratchcnn.datasets import load
from scratchcnn.training import digit_image
from scratchcnn.training.digit_image import NoDigit, read_digit


@pytest.fixture
def seven() -> Any:
    """A seven of MNIST, (28, 28) from 0 to 255."""
    return (255 * load("sample").test_images[0, 0]).astype(np.uint8)


def written(path: Path, pixels: Any, mode: str | None = None) -> Path:
    """Write pixels to a picture."""
    picture = Image.fromarray(pixels)
    (picture if mode is None else picture.convert(mode)).save(path)
    return path


def alike(one: Any, other: Any) -> float:
    """Return how alike two images are: 1 where they are the same but for their brightness."""
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


def test_a_digit_of_mnist_stays_what_it_is(tmp_path: Path, seven: Any) -> None:
    found = read_digit(written(tmp_path / "a.png", seven))
    assert (found.shape, found.dtype, found.max()) == ((28, 28), np.float32, 1)
    assert alike(found, seven) > 0.99


@pytest.mark.parametrize("name", ["inverted", "large", "coloured", "transparent", "in a corner"])
def test_size_colour_and_place_do_not_matter(name: str, tmp_path: Path, seven: Any) -> None:
    if name == "inverted":
        path = written(tmp_path / "a.png", 255 - seven)
    elif name == "large":
        path = written(tmp_path / "a.bmp", seven.repeat(20, 0).repeat(20, 1))
    elif name == "coloured":
        ink = seven[..., None] / 255
        pixels = (ink * [40, 0, 90] + (1 - ink) * [250, 240, 200]).astype(np.uint8)
        path = written(tmp_path / "a.png", pixels)
    elif name == "transparent":
        pixels = np.zeros((28, 28, 4), np.uint8)
        pixels[..., 3] = seven
        path = written(tmp_path / "a.png", pixels)
    else:
        pixels = np.zeros((90, 200), np.uint8)
        pixels[1:29, 170:198] = seven
        path = written(tmp_path / "a.png", pixels)
    assert alike(read_digit(path), seven) > 0.9


def test_the_centre_of_mass_lies_where_it_lies_in_mnist(tmp_path: Path, seven: Any) -> None:
    found = read_digit(written(tmp_path / "a.png", seven))
    rows, columns = np.indices(found.shape)
    centre = (rows * found).sum() / found.sum(), (columns * found).sum() / found.sum()
    np.testing.assert_allclose(centre, 14, atol=0.51)


def test_a_line_is_a_digit_too(tmp_path: Path) -> None:
    pixels = np.zeros((100, 100), np.uint8)
    pixels[10:90, 50] = 255
    found = read_digit(written(tmp_path / "a.png", pixels))
    assert (found > 0.5).any(1).sum() == 20


def test_a_picture_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoDigit, match="shows nothing: it has one colour all over"):
        read_digit(written(tmp_path / "a.png", np.full((9, 9), 70, np.uint8)))


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n cut"])
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(NoDigit, match=r"a\.png"):
        read_digit(tmp_path / "a.png")


def test_a_picture_that_would_fill_the_memory_is_refused(
    tmp_path: Path, seven: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digit_image, "MOST_PIXELS", 100)
    with pytest.raises(NoDigit, match="has more than 100 pixels"):
        read_digit(written(tmp_path / "a.png", seven))


def test_sixteen_bits_are_read_as_such(tmp_path: Path, seven: Any) -> None:
    path = written(tmp_path / "a.png", (seven.astype(np.uint16) * 257))
    assert alike(read_digit(path), seven) > 0.99


def test_colours_of_one_brightness_are_told_apart(tmp_path: Path, seven: Any) -> None:
    ink = (seven > 100)[..., None]
    pixels = np.where(ink, [255, 0, 0], [0, 130, 0]).astype(np.uint8)
    assert alike(read_digit(written(tmp_path / "a.png", pixels)), seven) > 0.8


def test_a_thin_stroke_is_as_bright_as_any(tmp_path: Path) -> None:
    pixels = np.zeros((1000, 1000), np.uint8)
    pixels[100:900, 500:503] = 255
    pixels[100:103, 300:700] = 255
    assert read_digit(written(tmp_path / "a.png", pixels)).max() == 1


def test_specks_are_no_digit(tmp_path: Path) -> None:
    pixels = np.zeros((1000, 1000), np.uint8)
    pixels[10, 10] = pixels[900, 900] = 255
    with pytest.raises(NoDigit, match="shows nothing but specks"):
        read_digit(written(tmp_path / "a.png", pixels))


def test_a_photograph_is_turned_as_the_camera_was_held(tmp_path: Path, seven: Any) -> None:
    orientation = Image.Exif()
    orientation[0x0112] = 6
    turned = Image.fromarray(seven).resize((280, 280)).rotate(90)
    turned.save(tmp_path / "a.jpg", exif=orientation)
    assert alike(read_digit(tmp_path / "a.jpg"), seven) > 0.9


def test_a_picture_that_is_cut_short_is_refused_by_its_name(tmp_path: Path, seven: Any) -> None:
    path = written(tmp_path / "cut.png", np.tile(seven, (9, 9)))
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(NoDigit, match=r"cut\.png cannot be read as a picture: "):
        read_digit(path)


def test_numbers_that_are_none_are_black(tmp_path: Path, seven: Any) -> None:
    pixels = np.float32(seven)
    pixels[:3] = np.nan
    path = tmp_path / "nan.tif"
    Image.fromarray(pixels).save(path)
    assert read_digit(path).max() == 1


def test_a_picture_that_is_far_too_large_is_refused_without_a_warning(
    tmp_path: Path, seven: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "large.png", seven)
    for largest in (600, 300):
        # Pillow warns of more than this, and refuses twice as much.
        monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", largest)
        monkeypatch.setattr(digit_image, "MOST_PIXELS", largest)
        with pytest.raises(NoDigit, match=r"large\.png has more than .* pixels"):
            read_digit(path)
