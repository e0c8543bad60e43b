"""The layouts that are tried on the arrays of a forward pass."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scratchcnn.oracle.understanding.signatures.layout.forms import FORMS, LABEL_FORMS
from scratchcnn.oracle.understanding.signatures.setting import Setting
from scratchcnn.oracle.understanding.signatures.signature import Signature

# The layouts of a weight that go with those of the images.
LIKELY = {
    "NCHW": ("FCKL", "F(CKL)", "CFKL"),
    "NHWC": ("KLCF", "FKLC"),
    "CHW": ("FCKL", "F(CKL)"),
    "HWC": ("KLCF", "FKLC"),
    "HW": ("FKL", "KLF", "KL"),
}
# What keeps the axes of whatever it is given. A single image may be flattened, too, to a vector.
KEPT = {"activation": ("same",), "flattening": ("same", "CHW")}


def layouts(
    signature: Signature, setting: Setting, named: Sequence[str], *, made: bool, thorough: bool
) -> Iterator[tuple[Signature, Setting]]:
    """Yield a signature with every possible layout of its arrays, each with a call that suits it.

    Parameters
    ----------
    signature : the signature, without layouts
    setting : a call that suits it; axes that a layout leaves out are reduced to size 1
    named : the roles that are passed
    made : whether an object is constructed, which may have parameters of its own
    thorough : whether to yield unusual layouts of a weight, too
    """
    card = setting.card
    name, letters = card.first, card.letters(card.first, setting.first.ndim)
    parameters = "weight" in setting.arrays and card.learns
    for form in KEPT.get(card.kind) or FORMS[letters]:
        needed = {"N", "C"} if card.learns else {"C"}
        if card.kind == "normalization" and not needed <= set(form):
            # Without N nothing is averaged over, without C nothing is normalised separately.
            continue
        if card.rows_only and form != letters:
            continue
        fitted = shrunk(setting, form, letters)
        alike = companions(setting)
        if card.kind == "joining" and "C" not in form:
            continue
        formed = replace(signature, forms=dict.fromkeys((name, *alike), form))
        if card.elementwise and setting.first.ndim == 2:
            for own in ("same", "D", "D1", "DN"):
                yield (
                    replace(signature, forms={name: own}),
                    shrunk(setting, "ND" if own == "same" else own, letters),
                )
            return
        if card.loss:
            yield from with_targets(formed, fitted, form)
        elif "weight" in named and parameters:
            yield from passed_parameters(formed, fitted, named, thorough=thorough)
        elif made or not parameters:
            yield formed, fitted
        elif card.kind == "normalization":
            # It only normalises: there is nothing to scale by, nor to shift.
            yield formed, replace(fitted, arrays={"x": fitted.first})
        else:
            # Neither passed nor in an object: there is no weight.
            return


def companions(setting: Setting) -> list[str]:
    """Return the arrays that are laid out as the first one: what is joined to it, its places."""
    if setting.card.kind not in ("joining", "unpooling"):
        return []
    return [name for name in setting.arrays if name != setting.card.first]


def shrunk(setting: Setting, form: str, letters: str) -> Setting:
    """Return the call with size 1 along the axes that a form leaves out."""
    if form == "same":
        return setting
    missing = [axis for axis, letter in enumerate(letters) if letter not in form]
    arrays = dict(setting.arrays)
    name = setting.card.first
    for axis in missing:
        for one in (name, *companions(setting)):
            arrays[one] = arrays[one].take([0], axis)
        of_channels = setting.card.windowed or setting.card.kind == "gate"
        if letters[axis] == "C" and "weight" in arrays and of_channels:
            place = setting.card.axes["weight"].index("C")
            arrays["weight"] = arrays["weight"].take([0], place)
            if "pointwise" in arrays:
                arrays["pointwise"] = arrays["pointwise"][:, :1]
        if letters[axis] == "N" and "target" in arrays:
            arrays["target"] = arrays["target"][:1]
    return replace(setting, arrays=arrays)


def with_targets(
    signature: Signature, setting: Setting, form: str
) -> Iterator[tuple[Signature, Setting]]:
    """Yield the signature of a loss with every possible layout of its target."""
    name, target = setting.card.first, setting.arrays["target"]
    if setting.card.labels_become_rows:
        labels = [one for one in LABEL_FORMS if (one == "") == ("N" not in form)]
        forms = [form, *labels]
    elif target.ndim == 1:
        forms = [one for one in LABEL_FORMS if one != "" or "N" not in form]
    elif setting.card.over_entries and target.shape[1] == 1:
        forms = one_column_forms(form, one_column=setting.card.one_column)
    else:
        forms = [form]
    for one in forms:
        yield replace(signature, forms={name: form, "target": one}), setting


def one_column_forms(form: str, *, one_column: bool) -> list[str]:
    """Return the layouts of a target of one column.

    A loss of any number of columns is asked for one because it may take its target without that
    axis. Nothing else counts there: what divides by the wrong size is right where that size is 1.
    """
    without_axis = ["N"] if form.startswith("N") else []
    return [form, *without_axis] if one_column else without_axis


def passed_parameters(
    signature: Signature, setting: Setting, named: Sequence[str], *, thorough: bool
) -> Iterator[tuple[Signature, Setting]]:
    """Yield a signature whose weight and bias are passed, with every possible layout of them."""
    weights, arrays = setting.card.letters("weight", 2), dict(setting.arrays)
    if "bias" not in named:
        arrays.pop("bias", None)
    letters = setting.card.letters("bias", arrays["bias"].ndim) if "bias" in arrays else ""
    x_form = next(iter(signature.forms.values()))
    windowed = setting.card.windowed
    likely = LIKELY.get(x_form, ()) if weights == "FCKL" else FORMS[weights]
    for weight in FORMS[weights] if thorough else likely:
        if "C" not in weight and windowed and arrays["x"].shape[1] != 1:
            continue
        if "F" not in weight and windowed and "F" in weights:
            one = arrays["weight"].take([0], weights.index("F"))
            fewer = {**arrays, "weight": one}
            fewer |= {"bias": arrays["bias"][:1]} if "bias" in arrays else {}
        else:
            fewer = arrays
        for bias in FORMS[letters] if letters else ("",):
            if bias == "" and letters and fewer["bias"].size != 1:
                continue
            forms = {**signature.forms, "weight": weight, "bias": bias}
            if "pointwise" not in arrays:
                yield replace(signature, forms=forms), replace(setting, arrays=fewer)
                continue
            for second in FORMS[setting.card.axes["pointwise"]]:
                both = replace(signature, forms={**forms, "pointwise": second})
                yield both, replace(setting, arrays=fewer)
