"""From LLVM assembly to machine code of this computer, and to functions that can be called."""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any

from firstdose.pkpd.engine.kernel.cache import kept
from firstdose.pkpd.engine.statement import Model

_KERNEL = tuple(
    f"kernel/{name}"
    for name in ("graph", "programs", "assembly", "mathematics", "tableau", "stepping", "printing", "machine")
)
_DRIVER = (
    *(f"kernel/{name}" for name in ("pointers", "chunk", "crossing", "driver", "stepping", "machine")),
    "dosing/timeline",
    "solution",
)


@dataclass(frozen=True, eq=False)
class Code:
    """Machine code in memory."""

    engine: Any  # owns the memory

    @classmethod
    def of(cls, content: bytes) -> Code:
        """From an object file."""
        binding = _binding()
        engine = binding.create_mcjit_compiler(binding.parse_assembly(""), _target())
        engine.add_object_file(binding.ObjectFileRef.from_data(content))
        engine.finalize_object()
        return cls(engine)

    def address(self, name: str) -> int:
        """Of a function."""
        return int(self.engine.get_function_address(name))

    def numbers(self, name: str, count: int) -> tuple[int, ...]:
        """Of a table of whole numbers."""
        place = int(self.engine.get_global_value_address(name))
        return tuple((ctypes.c_int64 * count).from_address(place))


def _binding() -> Any:
    """LLVM."""
    from llvmlite import binding  # type: ignore[import-untyped]

    return binding


def host() -> tuple[str, str]:
    """Name and features of the processor."""
    binding = _binding()
    return binding.get_host_cpu_name(), binding.get_host_cpu_features().flatten()


def host_lanes() -> int:
    """Patients that one vector register holds."""
    _, features = host()
    known = features.split(",")
    return 8 if "+avx512dq" in known else 4 if "+avx2" in known else 2


def _target() -> Any:
    """A new one at each call: an engine owns, and ends, the one that it is given."""
    binding = _binding()
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    name, features = host()
    triple = binding.Target.from_default_triple()
    return triple.create_target_machine(cpu=name, features=features, opt=2)


def object_code(text: str) -> bytes:
    """An object file from LLVM assembly.

    The passes that optimise assembly are not run: what is written here is simplified already, and they would take
    three times as long as all the rest.
    """
    return bytes(_target().emit_object(_binding().parse_assembly(text)))


@cache
def _version(names: tuple[str, ...]) -> str:
    """Of the modules from which code is generated, and of the tools that generate it."""
    from importlib.metadata import version

    here = resources.files("firstdose.pkpd.engine")
    content = b"".join((here / f"{name}.py").read_bytes() for name in names)
    return " ".join((hashlib.sha256(content).hexdigest(), version("llvmlite"), *host()))


def kernel(model: Model, lanes: int) -> Code:
    """The compiled equations of a model."""

    def made() -> bytes:
        from firstdose.pkpd.engine.kernel.printing import assembly
        from firstdose.pkpd.engine.kernel.programs import Programs

        return object_code(assembly(Programs.of(model), lanes))

    return Code.of(kept(f"kernel {model.digest} {lanes} {_version(_KERNEL)}", made))


@dataclass(frozen=True, eq=False)
class Kernel:
    """The compiled equations of a model, for so many lanes."""

    lanes: int
    code: Any
    sizes: Mapping[str, int]

    @classmethod
    def of(cls, model: Model, lanes: int | None = None) -> Kernel:
        """Compiled now, or earlier: then it is read."""
        from firstdose.pkpd.engine.kernel.printing import SIZES

        lanes = lanes or host_lanes()
        if (model.digest, lanes) not in _KERNELS:
            code = kernel(model, lanes)
            sizes = dict(zip(SIZES, code.numbers("sizes", len(SIZES)), strict=True))
            _KERNELS[model.digest, lanes] = cls(lanes, code, sizes)
        return _KERNELS[model.digest, lanes]

    @cached_property
    def functions(self) -> dict[str, int]:
        """Addresses, by the driver's names."""
        from firstdose.pkpd.engine.kernel.printing import FUNCTIONS

        return {name: self.code.address(name) for name in FUNCTIONS}


_KERNELS: dict[tuple[str, int], Kernel] = {}


@dataclass(frozen=True)
class Driver:
    """The compiled driver, of which the code must stay in memory."""

    code: Code
    function: Any

    def __call__(self, job: int) -> None:
        """Integrate a chunk, given the address of its sizes and addresses; other threads run meanwhile."""
        self.function(ctypes.byref(ctypes.c_int64()), None, job)


@cache
def driver() -> Driver:
    """Compiled now, or earlier: then it is read."""

    def made() -> bytes:
        from firstdose.pkpd.engine.kernel.driver import drive
        from firstdose.pkpd.engine.kernel.pointers import assembly

        name, text = assembly(drive)
        return object_code(text.replace(name, "drive"))

    code = Code.of(kept(f"driver {_version(_DRIVER)}", made))
    pointer = ctypes.c_void_p
    function = ctypes.CFUNCTYPE(ctypes.c_int32, pointer, pointer, pointer)  # result, error, argument: as Numba calls
    return Driver(code, function(code.address("drive")))
