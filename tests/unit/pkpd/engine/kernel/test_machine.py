"""Kernels are compiled once and kept, whatever becomes of the place where they are kept."""

from pathlib import Path

import pytest

from firstdose.pkpd import Model
from firstdose.pkpd.engine.kernel import machine
from firstdose.pkpd.engine.kernel.printing import FUNCTIONS, SIZES, assembly
from firstdose.pkpd.engine.kernel.programs import Programs

ONE = Model.load("pk1")


def sizes(model: Model, lanes: int = 2) -> dict[str, int]:
    return dict(zip(SIZES, machine.kernel(model, lanes).numbers("sizes", len(SIZES)), strict=True))


def test_a_kernel_tells_its_sizes_and_has_its_functions() -> None:
    code = machine.kernel(ONE, 4)
    assert all(code.address(name) > 0 for name in FUNCTIONS)
    assert sizes(ONE)["y"] == 1
    assert sizes(Model.load("friberg")) == Programs.of(Model.load("friberg")).sizes


def test_a_kernel_is_compiled_anew_only_if_it_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTDOSE_CACHE", str(tmp_path / "cache"))
    compiled, how = list[str](), machine.object_code

    def counted(text: str) -> bytes:
        compiled.append(text)
        return how(text)

    monkeypatch.setattr(machine, "object_code", counted)
    wanted = sizes(ONE)
    assert sizes(ONE) == wanted
    assert len(compiled) == 1
    (file,) = (tmp_path / "cache").iterdir()
    file.write_bytes(file.read_bytes()[:-9])
    assert sizes(ONE) == wanted
    assert len(compiled) == 2
    sizes(ONE, lanes=4)
    sizes(ONE.with_values(CL=3.0))
    assert len(compiled) == 3  # other lanes are other code; other values are not
    monkeypatch.setenv("FIRSTDOSE_CACHE", str(file))
    assert sizes(ONE) == wanted
    assert len(compiled) == 4


def test_nothing_in_a_kernel_is_relaxed_but_fused_products() -> None:
    text = assembly(Programs.of(Model.load("friberg")), 4)
    assert "contract" in text
    for flag in ("fast ", "reassoc", "nnan", "ninf", "nsz", "arcp", "afn"):
        assert flag not in text


def test_functions_that_a_model_does_not_use_are_left_out() -> None:
    assert "@pow(" not in assembly(Programs.of(ONE), 4)
    assert "@pow(" in assembly(Programs.of(Model.load("friberg")), 4)


def test_lanes_are_those_of_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    for features, lanes in (("+avx2,+avx512dq", 8), ("+avx2,-avx512dq", 4), ("+neon", 2)):
        monkeypatch.setattr(machine, "host", lambda features=features: ("some", features))
        assert machine.host_lanes() == lanes
