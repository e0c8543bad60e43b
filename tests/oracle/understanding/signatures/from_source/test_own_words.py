import pytest

from scratchcnn.oracle.understanding.signatures.from_source.own_words import (
    compared,
    own_paddings,
    word_for,
)


@pytest.mark.parametrize(
    "source",
    [
        "if edge == 'gleich': pass\nelif edge == 'gueltig': pass",
        "if edge not in ('gleich', 'gueltig'): raise ValueError(edge)",
        "if 'gleich' != edge.lower(): pass\nif edge in {'gueltig'}: pass",
        "self.k, self.m = k, edge\nif self.m == 'gleich' or self.m == 'gueltig': pass",
        "    mode = edge.strip()\n    if mode in ['gleich', 'gueltig']: pass",
        "p = {'gleich': 1, 'gueltig': 0}[edge]",
        "match edge:\n    case 'gleich': p = 1\n    case 'gueltig': p = 0",
    ],
)
def test_words_are_what_a_parameter_is_compared_with(source):
    assert sorted(compared("edge", source)) == ["gleich", "gueltig"]


def test_what_others_are_compared_with_are_no_words_of_a_parameter():
    assert compared("edge", "if kind == 'gleich': pass\nif edge == 1: pass\nedge = kind") == ()


def test_code_that_cannot_be_read_has_no_words():
    assert compared("edge", "if edge == 'gleich'") == ()


def paddings(source, default="gueltig", op="conv2d", *, required=False):
    parameter = {"name": "edge", "default": default, "required": required}
    return [
        (word_for(one, "same"), word_for(one, "valid"))
        for one in own_paddings(parameter, op, source)
    ]


COMPARED = "if edge not in ('gleich', 'gueltig'): raise ValueError(edge)"


def test_either_word_may_be_same():
    both = [("gleich", "gueltig"), ("gueltig", "gleich")]
    assert paddings(COMPARED) == both
    assert paddings(COMPARED, None, "max_pool2d", required=True) == both


@pytest.mark.parametrize(
    ("source", "given"),
    [
        (COMPARED, {"op": "relu"}),
        (COMPARED, {"default": 0}),
        (COMPARED, {"default": None}),
        (COMPARED, {"default": "rand"}),
        ("if edge == 'gueltig': pass", {}),
        ("if edge in ('gueltig', 'b', 'c', 'd'): pass", {}),
        ("if edge in ('gueltig', 'Same'): pass", {}),
    ],
)
def test_other_words_are_no_names_of_paddings(source, given):
    assert paddings(source, **given) == []
