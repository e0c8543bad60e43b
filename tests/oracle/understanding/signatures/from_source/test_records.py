import pytest

from scratchcnn.oracle.understanding.signatures.from_source.records import fields_of, with_records


def param(name, annotation="", *, required=True):
    return {"name": name, "required": required, "annotation": annotation}


def of(name, *params):
    return {"name": name, "params": list(params)}


def record_taken(definition, *records):
    names = [one["name"] for one in records]
    found, taken = with_records([*records, definition], names)
    return found[-1]["params"][0].get("record", {}).get("name"), taken


@pytest.mark.parametrize("annotation", ["Spec", "'Spec'", "Optional[Spec]", "config.Spec | None"])
def test_a_parameter_takes_the_record_that_it_is_annotated_with(annotation):
    spec = of("Spec", param("k"))
    assert record_taken(of("Conv", param("spec", annotation)), spec) == ("Spec", {"Spec"})


def test_a_parameter_without_annotation_takes_no_record():
    assert record_taken(of("Conv", param("spec")), of("Spec", param("k"))) == (None, set())


def test_a_record_of_the_same_file_comes_first():
    specs = of("a.Spec", param("k")), of("b.Spec", param("k"))
    assert record_taken(of("b.Conv", param("spec", "Spec")), *specs)[0] == "b.Spec"
    assert record_taken(of("c.Conv", param("spec", "Spec")), *specs)[0] is None
    assert record_taken(of("c.Conv", param("spec", "Spec")), specs[0])[0] == "a.Spec"


def test_a_record_is_made_with_what_it_requires():
    record = of("Spec", param("k"), param("stride", required=False))
    assert fields_of({**param("spec"), "record": record}) == ["k"]
    assert fields_of(param("spec")) == []
