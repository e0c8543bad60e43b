import pytest

from scratchcnn.oracle.understanding.names.languages import in_ascii
from scratchcnn.oracle.understanding.names.recognise import read_name


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("convolución", "convolucion"),
        ("bağl\u0131", "bagli"),
        ("Größe", "Grosse"),
        ("zahl", "zahl"),
    ],
)
def test_accents_are_taken_off(name, plain):
    assert in_ascii(name) == plain


@pytest.mark.parametrize(
    ("name", "op"),
    [
        ("CapaDensa", "linear"),
        ("CoucheLineaire", "linear"),
        ("VollverbundeneSchicht", "linear"),
        ("TamBağl\u0131Katman", "linear"),
        ("CapaConvolución", "conv2d"),
        ("Faltung", "conv2d"),
        ("WarstwaKonwolucyjna", "conv2d"),
        ("EvrişimKatman\u0131", "conv2d"),
        ("MaksHavuzlama", "max_pool2d"),
        ("AgrupacionPromedio", "avg_pool2d"),
        ("Aplanar", "flatten"),
        ("EntropiaCruzada", "categorical_cross_entropy"),
    ],
)
def test_ops_have_names_in_other_languages(name, op):
    assert read_name(name).ops[0] == op


def test_a_pass_has_names_in_other_languages():
    forward, backward = read_name("convolucion_adelante"), read_name("convolucion_atras")
    assert (forward.gradient, backward.gradient) == (False, True)
    assert forward.core == backward.core


def test_a_median_is_no_average():
    assert read_name("MedianPooling").ops != ("avg_pool2d",)
