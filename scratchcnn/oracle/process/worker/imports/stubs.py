"""Stand-ins for missing modules: they fail, by name, only when they are used."""

from collections.abc import Callable, Iterable
from typing import Any, NoReturn

import numpy as np

from .frameworks import FRAMEWORKS, is_absent

# Never imported either: no layer computes with them, and some take seconds to start.
DISPLAYS = {"matplotlib", "mpl_toolkits", "seaborn", "plotly", "bokeh", "IPython", "ipywidgets"}
# Decorators of these names return what computes the same as the function they decorate.
TRANSPARENT = {"jit", "njit", "jitclass", "function", "no_grad", "inference_mode", "cfunc"}
METHODS_OF_LAYERS = ("build", "call", "forward", "backward", "get_config", "train", "eval")


class MissingModule(Exception):
    """The homework used a module that is not there.

    Parameters
    ----------
    name
        What was used: `torch.nn.functional.relu`.
    module
        The module it belongs to: `torch`.
    framework
        Whether that module would have done the work that the homework is about.
    """

    def __init__(self, name: str, module: str = "", framework: bool = False) -> None:
        self.module = module or name.partition(".")[0]
        self.framework = framework
        what = f"{name} is used, but" if name != self.module else ""
        super().__init__(f"{what} {self.module} is not available here".strip())


class MissingAttribute(MissingModule, AttributeError):
    """An attribute that the missing base class would have had; `hasattr` reports it as absent."""


class BrokenName(NameError):
    """The homework used a name whose value could not be made."""


class UnreadName(BrokenName):
    """The homework used a name that nothing binds in what was read of it; not all of it was."""


class UnreadAttribute(AttributeError):
    """The homework used what a base class may have had that was not read."""


def refusing(method: str) -> Callable[..., Any]:
    """Return a special method that fails."""

    def refuse(self: "Unusable", *arguments: Any, **keywords: Any) -> NoReturn:
        raise self._why()

    refuse.__name__ = method
    return refuse


class Unusable:
    """What can be bound and passed on, inherited from and annotated with, but not computed with."""

    def _why(self) -> Exception:
        # What every kind of it has to say for itself.
        raise NotImplementedError

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        return (missing_base(vars(self)["_name"].rpartition(".")[2], self._why),)

    def __instancecheck__(self, instance: Any) -> bool:
        return False

    def __subclasscheck__(self, subclass: type) -> bool:
        return False


def refuse_all(cls: type[Unusable], methods: Iterable[str]) -> None:
    """Make special methods of a class fail."""
    for method in methods:
        setattr(cls, method, refusing(method))


BINARY = (
    *("add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "divmod", "pow"),
    *("lshift", "rshift", "and", "xor", "or"),
)
OTHERS = (
    *("lt", "le", "gt", "ge", "neg", "pos", "abs", "invert", "round", "bool", "int", "float"),
    *("complex", "index", "len", "iter", "next", "getitem", "setitem", "delitem", "contains"),
    *("enter", "exit", "call", "await", "array", "array_ufunc", "array_function"),
)
refuse_all(Unusable, (f"__{prefix}{name}__" for name in BINARY for prefix in ("", "r", "i")))
refuse_all(Unusable, (f"__{name}__" for name in OTHERS))


class Stub(Unusable):
    """A module that is missing, or anything in it."""

    def __init__(self, name: str, module: str = "", framework: bool | None = None) -> None:
        top = name.partition(".")[0]
        if framework is None:
            # A data set is nobody's layer; and what only is not installed may be computed with.
            nobodys = "datasets" in name.split(".") or is_absent(top)
            framework = top in FRAMEWORKS and not nobodys
        library = top in FRAMEWORKS | DISPLAYS
        vars(self).update(
            _name=name, _module=module or top, _framework=framework, _is_library=library
        )

    def _why(self) -> MissingModule:
        return MissingModule(self._name, self._module, self._framework)

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__") and attribute.endswith("__"):
            raise AttributeError(attribute)
        top = self._name.partition(".")[0]
        substitute = substitutes().get((top, attribute))
        if substitute is not None:
            return substitute
        return Stub(f"{self._name}.{attribute}", self._module)

    def __setattr__(self, attribute: str, value: Any) -> None:
        raise self._why()

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Fail, except as a decorator that changes no result."""
        if self._name.rpartition(".")[2] in TRANSPARENT:
            if len(arguments) == 1 and callable(arguments[0]):
                return arguments[0]
            return lambda function: function
        raise self._why()

    def __repr__(self) -> str:
        return f"<{self._name}, which is not available>"


class Broken(Unusable):
    """A name whose value could not be made."""

    def __init__(self, name: str, reason: str, cause: BaseException | None = None) -> None:
        vars(self).update(_name=name, _reason=reason, _cause=cause)

    def _why(self) -> Exception:
        message = f"{self._name} could not be made: {self._reason}"
        if isinstance(self._cause, MissingModule):
            error = MissingModule(self._name, self._cause.module, self._cause.framework)
            error.args = (message,)
            return error
        broken = BrokenName(message)
        broken.__cause__ = self._cause
        return broken

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__") and attribute.endswith("__"):
            raise AttributeError(attribute)
        raise self._why()

    def __setattr__(self, attribute: str, value: Any) -> None:
        raise self._why()

    def __repr__(self) -> str:
        return f"<{self._name}, which could not be made>"


class Unread(Broken):
    """A name that may be bound in a part of the homework that was not read: `reason` names it."""

    def _why(self) -> Exception:
        return UnreadName(
            f"{self._name} is bound nowhere in what was read, but not all was: {self._reason}"
        )


def unbound(name: str, unread: str) -> Broken:
    """Return what stands for a name that nothing binds; `unread` is what was not read, or ""."""
    return Unread(name, unread) if unread else Broken(name, "it is not defined anywhere")


class MissingBase:
    """A base class that is missing: instances work until they need something of it."""

    _why: Callable[[], Exception]

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        pass

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__()

    def __getattr__(self, attribute: str) -> Any:
        why = type(self)._why()
        if isinstance(why, UnreadName) and not attribute.startswith("__"):
            raise UnreadAttribute(f"{attribute}: {why}")
        if attribute.startswith("__") or not isinstance(why, MissingModule):
            raise AttributeError(f"no attribute {attribute}; {why}")
        raise MissingAttribute(f"{why.module}: {attribute}", why.module, why.framework)


def missing_base(name: str, why: Callable[[], Exception]) -> type:
    """Return a new class that stands in for a missing base class of this name."""

    def method(self: Any, *arguments: Any, **keywords: Any) -> NoReturn:
        raise why()

    # `super().build(shape)` looks for methods in classes only, never in `__getattr__`.
    methods = dict.fromkeys((*METHODS_OF_LAYERS, "__call__"), method)
    return type(name, (MissingBase,), {**methods, "_why": staticmethod(why)})


def first_argument(iterable: Any = None, *arguments: Any, **keywords: Any) -> Any:
    """Return the first argument: a progress bar that shows nothing."""
    return iterable


def substitutes() -> dict[tuple[str, str], Any]:
    """Return what works as well without the module: (module, attribute) -> value."""
    return {
        ("numba", "prange"): range,
        ("numba", "vectorize"): vectorize,
        ("tqdm", "tqdm"): first_argument,
        ("tqdm", "tqdm_notebook"): first_argument,
        ("tqdm", "trange"): range,
    }


def vectorize(*arguments: Any, **keywords: Any) -> Any:
    """Return a function of scalars as one of arrays, with or without a signature given first."""
    if len(arguments) == 1 and callable(arguments[0]) and not keywords:
        return np.vectorize(arguments[0])
    return np.vectorize
