"""Which outputs there are."""

from collections import Counter

from firstdose.report.tlf.catalogue import SECTIONS


def test_every_output_has_a_number_of_its_section_and_a_name_of_its_own() -> None:
    for section, _, outputs in SECTIONS:
        assert all(one.number.startswith(f"{section}.") for one in outputs)
    names = Counter(one.name for _, _, outputs in SECTIONS for one in outputs)
    assert max(names.values()) == 1


def test_numbers_run_without_a_gap() -> None:
    for section, _, outputs in SECTIONS:
        for kind in ("Table", "Figure", "Listing"):
            last = [int(one.number.rpartition(".")[2]) for one in outputs if one.kind == kind]
            assert last == list(range(1, len(last) + 1)), f"{kind}s of {section}"
