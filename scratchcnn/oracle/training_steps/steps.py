"""The steps of the training loops in a homework, and what each of their names stands for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from scratchcnn.oracle.networks.roles import is_loss, is_update, role_of
from scratchcnn.oracle.networks.sizes import EVERY, OF_IMAGES, arguments, takes_images
from scratchcnn.oracle.process.runner import HomeworkError, Runner
from scratchcnn.oracle.understanding.names.vocabulary import compact, words

Definition: TypeAlias = Mapping[str, Any]

# What lists them in the homework's process.
LISTED = "training steps"
IMAGE_WORDS = {
    *("im", "img", "image", "images", "imgs", "sample", "inputs", "digit", "pixels"),
    *("feats", "features"),
    # German, Portuguese, Spanish, Italian, French, Turkish, Polish.
    *("eingabe", "eingaben", "bild", "bilder", "entrada", "entradas", "imagem", "imagens"),
    *("imagen", "imagenes", "ingresso", "immagine", "immagini", "entree", "entrees", "girdi"),
    *("resim", "wejscie", "obraz", "obrazy"),
}
LABEL_WORDS = {
    *("label", "labels", "target", "targets", "lbl", "truth", "true", "digit"),
    # In the same languages.
    *("ziel", "ziele", "etikett", "etiketten", "rotulo", "rotulos", "alvo", "alvos"),
    *("etiqueta", "etiquetas", "objetivo", "etichetta", "etichette", "cible", "cibles"),
    *("etiquette", "etiquettes", "hedef", "hedefler", "etiket", "etiketler", "cel", "etykieta"),
    "etykiety",
}
# A call or an assignment that may change a parameter.
CHANGES = re.compile(
    r"\.?(back|backward|backprop\w*|bprop|update\w*|step|train\w*|fit|learn|optimi\w+|sgd)\w*\("
    r"|-=|\.(sub|add|copy)_\(|\+= *-? *[\w.]+ *\*"
    r"|= [\w.\[\]'\"]+ - |\w*(update|backward|backprop|gradient_descent|sgd)\w*\(",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Step:
    """A step of a training loop.

    Attributes
    ----------
    call : how it is called in the homework's process
    title : how it is called in reports
    owner, function : the class and the function in which it stands; "" for none
    params : the parameters of that function, and whether each has to be given
    needs : the names that its lines read before they bind them
    looped : the variables of the loops around it
    text : its lines
    loop : whether they are those of a loop
    called : whether the script calls the function
    tensors : whether its file imports PyTorch
    """

    call: str
    title: str
    owner: str
    function: str
    params: tuple[tuple[str, bool], ...]
    needs: tuple[str, ...]
    looped: frozenset[str]
    text: str
    loop: bool
    called: bool = False
    tensors: bool = False

    @property
    def known(self) -> tuple[str, ...]:
        """The names that may be given."""
        return tuple(dict.fromkeys([*self.needs, *(name for name, _ in self.params)]))

    def named(self, role: str) -> list[str]:
        """Return the names that stand for an input, the labels or the learning rate."""
        if role == "lr":
            return [name for name in self.known if role_of(name) == "lr"]
        test = {"X": is_input, "y": is_label}[role]
        # `x_train[i]` is read by the step or stands in a loop; a test set is no such thing.
        return [name for name in self.needs if test(name) and not set(words(name)) & HELD_OUT]

    @property
    def one_by_one(self) -> bool:
        """Whether a loop goes through single samples."""
        return bool(self.looped & {*self.named("X"), *self.named("y")})


HELD_OUT = {"test", "val", "valid", "validation", "dev", "preds", "pred", "predict", "prime"}


def is_input(name: str) -> bool:
    """Return whether a name stands for an input.

    Examples
    --------
    >>> [is_input(name) for name in ("x_batch", "im", "x_train", "entradas", "conv", "y")]
    [True, True, True, True, False, False]
    """
    parts = set(words(name))
    plain = compact(name)
    return plain in ("x", "xs", "xb", "xi") or "x" in parts or bool(parts & IMAGE_WORDS)


def is_label(name: str) -> bool:
    """Return whether a name stands for labels.

    Examples
    --------
    >>> [is_label(name) for name in ("y_batch", "label", "x", "Y", "ziel")]
    [True, True, False, True, True]
    """
    parts = set(words(name))
    plain = compact(name)
    return plain in ("y", "ys", "yb", "yi", "t") or "y" in parts or bool(parts & LABEL_WORDS)


def steps(runner: Runner) -> Iterator[Step]:
    """Yield what may be steps of a training, inner loops before outer ones."""
    try:
        reply = runner.run([{"call": {"name": LISTED}, "save": "all"}], ("all",))
    except HomeworkError:
        # What runs in our own process has no such list.
        return
    facts = reply.values.get("all")
    for one in facts if isinstance(facts, list) else ():
        step = read(one)
        if step is not None and trains(step):
            yield step


def read(facts: Any) -> Step | None:
    """Return a step as the homework's process tells of it; None for what is no such thing."""
    try:
        where = ".".join(part for part in (facts["owner"], facts["function"]) if part)
        title = where or f"line {facts['line']}"
        module = f"{facts['module']}." if facts["module"] else ""
        return Step(
            facts["name"],
            f"{module}{title}",
            facts["owner"],
            facts["function"],
            tuple((str(name), bool(required)) for name, required in facts["params"]),
            tuple(facts["needs"]),
            frozenset(facts["looped"]),
            facts["text"],
            bool(facts["loop"]),
            bool(facts["called"]),
            bool(facts["tensors"]),
        )
    except (TypeError, KeyError, ValueError):
        return None


def trains(step: Step) -> bool:
    """Return whether a step has an input and labels, and may change a parameter."""
    data = bool(step.named("X") and step.named("y"))
    called = step.loop or not step.function or is_update(step.function)
    return data and called and bool(CHANGES.search(step.text))


def makes(step: Step, definitions: Sequence[Definition]) -> list[dict[str, Any]]:
    """Return the arguments with which the class of a step may be made; [{}] if it has none."""
    if not step.owner:
        return [{}]
    found = [one for one in definitions if one["name"].rpartition(".")[2] == step.owner]
    if not found or found[0]["kind"] != "class":
        return []
    params = found[0]["params"]
    sizes = OF_IMAGES if takes_images(params) else EVERY
    given = [arguments(params, one) for one in sizes]
    return [
        one for number, one in enumerate(given) if one is not None and one not in given[:number]
    ]


def probe(step: Step, definitions: Sequence[Definition]) -> str | None:
    """Return how the loss of an object is computed before its step, if it has a method for that."""
    if not step.owner or not step.params:
        return None
    found = [one for one in definitions if one["name"].rpartition(".")[2] == step.owner]
    for name, method in found[0]["methods"].items() if found else ():
        required = [p["name"] for p in method["params"] if p["required"]]
        meant = [role_of(p) for p in required]
        if is_loss(name) and meant == ["X", "y"]:
            x, y = step.named("X")[0], step.named("y")[0]
            return f"{step.params[0][0]}.{name}({x}, {y})"
    return None
