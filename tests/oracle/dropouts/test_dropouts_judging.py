"""Dropout of homework: what is right, what is wrong, what is said, and what is not judged."""

from pathlib import Path

import pytest
from dropped import LAYER, ROWS, bad, dropped, messages

RIGHT = {"basic", "rate", "channels"}
DRAWN = "(np.random.rand(*x.shape) >= self.p)"
FORWARD = ("forward", "basic"), ("forward", "rate"), ("forward", "channels")
REPEATED = ("repeatable", "basic"), ("repeatable", "rate"), ("repeatable", "channels")
GRADIENT = ("grad_x", "basic"), ("grad_x", "rate"), ("grad_x", "channels")
INFERENCE = ("forward", "inference")


def test_a_right_layer_is_right_in_every_check(tmp_path: Path) -> None:
    (found,) = dropped(tmp_path, LAYER)
    assert bad([found]) == {}
    assert {(r.check, r.regime) for r in found.results} == {
        *((c, r) for c in ("forward", "grad_x", "inputs_unchanged", "repeatable") for r in RIGHT),
        INFERENCE,
    }


def test_how_it_was_understood_is_said(tmp_path: Path) -> None:
    (found,) = dropped(tmp_path, LAYER)
    assert found.layer is not None
    assert found.layer.op == "dropout"
    for words in ("p is the share to drop", "scaled by 1.429", "told by training"):
        assert words in found.layer.understood


def test_the_share_may_be_that_to_keep(tmp_path: Path) -> None:
    (found,) = dropped(tmp_path, LAYER, (f"{DRAWN} / (1 - self.p)", f"(~{DRAWN}) / self.p"))
    assert bad([found]) == {}
    assert found.layer is not None
    assert "p is the share to keep" in found.layer.understood


@pytest.mark.parametrize(
    ("old", "new", "places", "bug"),
    [
        ("x.shape) >= self.p", "x.shape) >= 0.5", FORWARD, "dropout-wrong-share"),
        ("rand(*x.shape)", "randn(*x.shape)", FORWARD, "dropout-wrong-share"),
        ("/ (1 - self.p)", "/ self.p", FORWARD, "dropout-wrong-scale"),
        ("/ (1 - self.p)", "* (1 - self.p)", FORWARD, "dropout-wrong-scale"),
        ("/ (1 - self.p)", "/ (1 - self.p) ** 2", FORWARD, "dropout-scaled-twice"),
        ("/ (1 - self.p)", "* 1.0", (INFERENCE,), "dropout-not-scaled"),
        ("return x\n", "return x * (1 - self.p)\n", (INFERENCE,), "dropout-scaled-twice"),
        ("return x\n", "return x / (1 - self.p)\n", (INFERENCE,), "dropout-scaled-twice"),
        ("if not self.training:", "if self.training is None:", (INFERENCE,), "dropout-active-at"),
        ("return dout * self.mask", "return dout", GRADIENT, "dropout-gradient-not-masked"),
        ("return dout * self.mask", "return dout * (self.mask > 0)", GRADIENT, "not-scaled"),
        ("return dout * self.mask", "return dout * self.mask**2", GRADIENT, "scaled-twice"),
        ("return dout * self.mask", "return dout * (self.mask == 0)", GRADIENT, "of-dropped"),
        ("dout * self.mask", f"dout * {DRAWN.replace('x.', 'dout.')}", GRADIENT, "drawn-anew"),
        ("return dout * self.mask", "return dout * self.mask * 5", GRADIENT, "wrong"),
    ],
)
def test_a_mistake_is_found_and_named(
    tmp_path: Path, old: str, new: str, places: tuple[tuple[str, str], ...], bug: str
) -> None:
    found = bad(dropped(tmp_path, LAYER, (old, new)))
    assert set(found) == set(places)
    assert all(bug in one for one in found.values())


def test_a_mask_that_is_made_once_is_wrong(tmp_path: Path) -> None:
    once = "if not hasattr(self, 'mask') or self.mask.shape != x.shape:\n            self.mask ="
    found = bad(dropped(tmp_path, LAYER, ("self.mask = (", f"{once} (")))
    assert found == dict.fromkeys(REPEATED, "dropout-mask-fixed")


def test_a_mask_that_is_made_with_the_layer_is_wrong(tmp_path: Path) -> None:
    made = "self.mask = (np.random.rand(size) >= p) / (1 - p)"
    changes = (
        ("self, p=0.5", "self, size, p=0.5"),
        ("self.p = p\n", f"{made}\n"),
        ("self.mask = (np.random.rand(*x.shape) >= self.p) / (1 - self.p)\n        ", ""),
    )
    found = bad(dropped(tmp_path, LAYER, *changes, layers=(ROWS,)))
    assert found[("repeatable", "basic")] == "dropout-mask-fixed"


@pytest.mark.parametrize(
    "line",
    ["np.random.seed(1); self.mask", "np.random.seed(self.seed); self.mask"],
)
def test_a_mask_that_is_seeded_anew_is_said(tmp_path: Path, line: str) -> None:
    changes = ("self.mask = (", f"{line} = ("), ("self, p=0.5", "self, p, seed")
    source = ("self.p = p\n", "self.p, self.seed = p, seed\n")
    found = dropped(tmp_path, LAYER, *changes, source)
    assert bad(found) == dict.fromkeys(REPEATED, "convention")
    assert "seeded anew" in messages(found)


def test_a_seed_that_is_not_required_is_not_given(tmp_path: Path) -> None:
    changes = ("self, p=0.5", "self, p, seed=None"), ("self.p = p\n", "self.p, self.s = p, seed\n")
    seeded = "if self.s is not None:\n            np.random.seed(self.s)\n        self.mask = ("
    assert bad(dropped(tmp_path, LAYER, *changes, ("self.mask = (", seeded))) == {}


def test_a_mask_that_another_method_draws_is_not_judged(tmp_path: Path) -> None:
    drawn = f"    def draw(self, x):\n        self.mask = {DRAWN} / (1 - self.p)\n    def backward"
    held = "if not hasattr(self, 'mask') or self.mask.shape != x.shape:\n            self.draw(x)"
    changes = (f"self.mask = {DRAWN} / (1 - self.p)", held), ("    def backward", drawn)
    assert bad(dropped(tmp_path, LAYER, *changes)) == dict.fromkeys(REPEATED, "not_judged")


@pytest.mark.parametrize("shape", ["x.shape[-1]", "1, *x.shape[1:]"])
def test_one_draw_for_all_samples_is_wrong_beside_a_layer_that_takes_several(
    tmp_path: Path, shape: str
) -> None:
    found = dropped(tmp_path, LAYER, ("rand(*x.shape)", f"rand({shape})"), layers=(ROWS,))
    assert set(bad(found).values()) == {"dropout-mask-shared"}


@pytest.mark.parametrize("shape", ["x.shape[-1]", "len(x), 1", "1, x.shape[-1]"])
def test_it_is_right_where_there_may_be_one_at_a_time(tmp_path: Path, shape: str) -> None:
    (found,) = dropped(tmp_path, LAYER, ("rand(*x.shape)", f"rand({shape})"))
    assert bad([found]) == {}
    assert found.layer is not None
    assert "one sample at a time" in found.layer.understood


def test_samples_that_share_a_mask_by_twos_are_seen(tmp_path: Path) -> None:
    twos = "np.repeat(np.random.rand(len(x) // 2, *x.shape[1:]), 2, 0)"
    found = bad(dropped(tmp_path, LAYER, ("np.random.rand(*x.shape)", twos), layers=(ROWS,)))
    assert found == dict.fromkeys(FORWARD[:2], "dropout-mask-shared")


def test_whole_channels_are_said_where_no_name_says_so(tmp_path: Path) -> None:
    channels = "rand(*x.shape[:2], *(1,) * (x.ndim - 2))"
    found = dropped(tmp_path, LAYER, ("rand(*x.shape)", channels))
    assert bad(found) == {("forward", "channels"): "convention"}
    spatial = dropped(
        tmp_path, LAYER, ("rand(*x.shape)", channels), ("class Drop", "class SpatialDrop")
    )
    assert bad(spatial) == {}


def test_single_numbers_are_wrong_where_the_name_says_channels(tmp_path: Path) -> None:
    found = bad(dropped(tmp_path, LAYER, ("class Dropout", "class Dropout2d")))
    assert set(found.values()) == {"dropout-channels-in-part"}


ALONG_ONE = ("class Dropout", "class SpatialDropout1D")


@pytest.mark.parametrize("places", ["n, 1, c", "n, t, 1"])
def test_whole_channels_of_sequences_are_dropped_with_either_axis_last(
    tmp_path: Path, places: str
) -> None:
    drawn = ("np.random.rand(*x.shape)", f"(lambda n, t, c: np.random.rand({places}))(*x.shape)")
    assert bad(dropped(tmp_path, LAYER, drawn, ALONG_ONE)) == {}
    plain = bad(dropped(tmp_path, LAYER, drawn))
    assert set(plain) == {("forward", "basic"), ("forward", "rate")}
    assert set(plain.values()) == {"convention"}


def test_single_numbers_of_sequences_are_wrong_where_the_name_says_channels(tmp_path: Path) -> None:
    found = bad(dropped(tmp_path, LAYER, ALONG_ONE))
    assert set(found.values()) == {"dropout-channels-in-part"}


def test_a_scale_by_what_is_kept_in_fact_is_said(tmp_path: Path) -> None:
    found = dropped(
        tmp_path,
        LAYER,
        (f"{DRAWN} / (1 - self.p)", f"{DRAWN} * 1.0"),
        ("return x * self.mask", "self.mask /= self.mask.mean(); return x * self.mask"),
    )
    assert bad(found) == dict.fromkeys(FORWARD, "convention")


def test_a_fixed_number_of_units_is_said(tmp_path: Path) -> None:
    drawn = "(np.random.permutation(x.size) >= x.size * self.p).reshape(x.shape)"
    assert bad(dropped(tmp_path, LAYER, (DRAWN, drawn))) == dict.fromkeys(FORWARD, "convention")


def test_what_is_not_scaled_and_has_no_test_time_is_said(tmp_path: Path) -> None:
    changes = (
        ("if not self.training:\n            return x\n        ", ""),
        ("/ (1 - self.p)", "* 1.0"),
    )
    found = dropped(tmp_path, LAYER, *changes)
    assert bad(found) == {("forward", "basic"): "convention"}
    assert "which was not seen" in messages(found)


def test_scaling_at_test_time_is_said_and_by_the_other_share_wrong(tmp_path: Path) -> None:
    plain = ("/ (1 - self.p)", "* 1.0")
    found = dropped(tmp_path, LAYER, plain, ("return x\n", "return x * (1 - self.p)\n"))
    assert bad(found) == {INFERENCE: "convention"}
    found = dropped(tmp_path, LAYER, plain, ("return x\n", "return x * self.p\n"))
    assert bad(found) == {INFERENCE: "dropout-wrong-scale"}


def test_what_other_code_may_scale_is_not_wrong(tmp_path: Path) -> None:
    predict = "\ndef predict(layers, x):\n    return x * (1 - layers[0].p)\n"
    found = dropped(tmp_path, LAYER + predict, ("/ (1 - self.p)", "* 1.0"))
    assert bad(found) == {INFERENCE: "convention"}


@pytest.mark.parametrize("scale", ["/ (1 - self.p)", "* 1.0"])
def test_percents_are_not_judged(tmp_path: Path, scale: str) -> None:
    at_test = ("return x\n", "return x * (1 - self.p)\n" if "1.0" in scale else "return x\n")
    changes = ("self.p = p\n", "self.p = p / 100\n"), ("/ (1 - self.p)", scale), at_test
    found = dropped(tmp_path, LAYER, *changes)
    assert set(bad(found).values()) <= {"not_judged", "convention"}
    assert "may mean another share" in messages(found)


def test_factors_that_vary_are_not_judged(tmp_path: Path) -> None:
    noise = "self.mask = np.random.normal(1, self.p, x.shape) * ("
    found = bad(dropped(tmp_path, LAYER, ("self.mask = (", noise)))
    assert found[("forward", "basic")] == "not_judged"
    assert "grad_x" not in {check for check, _ in found}


def test_what_drops_nothing_and_is_told_by_an_attribute_is_not_judged(tmp_path: Path) -> None:
    found = bad(dropped(tmp_path, LAYER, ("if not self.training", "if True or self.training")))
    assert found[("forward", "basic")] == "not_judged"
    assert "wrong" not in found.values()


def test_what_drops_nothing_though_an_argument_tells_it_is_wrong(tmp_path: Path) -> None:
    changes = (
        ("def forward(self, x)", "def forward(self, x, train=True)"),
        ("not self.tr", "self.tr"),
    )
    found = bad(dropped(tmp_path, LAYER, *changes))
    assert found[("forward", "basic")] == "dropout-inactive"


def test_arguments_that_are_written_into_are_found(tmp_path: Path) -> None:
    change = ("return x * self.mask", "x *= self.mask; return x")
    found = bad(dropped(tmp_path, LAYER, change))
    assert found == {("inputs_unchanged", regime): "inputs-mutated" for regime in RIGHT}


@pytest.mark.parametrize(
    ("source", "status"),
    [
        (LAYER.replace("return dout * self.mask", "raise NotImplementedError"), "unimplemented"),
        (LAYER.replace("return dout * self.mask", "return {}[1]"), "not_judged"),
        (LAYER.replace("return dout * self.mask", "return dout.sum()"), "not_judged"),
    ],
)
def test_a_backward_pass_that_gives_no_gradient_is_not_called_wrong(
    tmp_path: Path, source: str, status: str
) -> None:
    assert bad(dropped(tmp_path, source)) == {("grad_x", "basic"): status}


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("self, p=0.5", "self, network, p=0.5", "what its network is was not understood"),
        ("def forward(self, x)", "def forward(self, x, k)", "what its k is"),
        ("self.p = p\n", "self.p = q\n", "name 'q' is not defined"),
        ("def forward", "def sample", "no method for the forward pass"),
        ("return x * self.mask", "return (x * self.mask).sum()", "no array of the shape"),
    ],
)
def test_what_is_not_understood_is_not_judged_and_the_reason_is_said(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    (found,) = dropped(tmp_path, LAYER, (old, new))
    assert not found.results
    assert reason in found.reason
    assert found.layer is not None
    assert found.layer.op is None


def test_a_skeleton_is_unimplemented(tmp_path: Path) -> None:
    found = dropped(tmp_path, LAYER, ("return x * self.mask", "pass"), ("return x\n", "pass\n"))
    assert bad(found) == {("forward", "basic"): "unimplemented"}


def test_a_base_class_is_no_layer(tmp_path: Path) -> None:
    base = "\nclass MyDropout:\n    def forward(self, x):\n        raise NotImplementedError\n"
    source = base + LAYER.replace("class Dropout", "class Dropout2(MyDropout)")
    assert [one.name for one in dropped(tmp_path, source)] == ["Dropout2"]
