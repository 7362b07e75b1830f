"""Arrays by their address, and functions of a kernel, in code that Numba compiles: no arrays, no interpreter."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

import numba
from llvmlite import ir  # type: ignore[import-untyped]
from numba.extending import intrinsic, overload

types: Any = numba.types
njit: Any = numba.njit
_OPTIONS = {"error_model": "numpy", "_nrt": False, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
_WORD = ir.IntType(64)
_TYPES = {
    "int": types.int64,
    "Doubles": types.CPointer(types.float64),
    "Wholes": types.CPointer(types.int64),
    "Bytes": types.CPointer(types.int8),
}


def compiled(function: Callable[..., Any]) -> Any:
    """A function for others that are compiled."""
    return njit(**_OPTIONS)(function)


def assembly(function: Callable[..., Any]) -> tuple[str, str]:
    """Name and LLVM assembly of a function that takes the address of whole numbers and returns one."""
    entry = njit(types.int64(types.CPointer(types.int64)), **_OPTIONS)(function)
    (text,) = entry.inspect_llvm().values()
    (name,) = (each.fndesc.llvm_func_name for each in entry.overloads.values())
    return name, text


def record(kind: Any, kinds: Mapping[str, str]) -> Any:
    """A function that reads a named tuple of whole numbers and arrays from an array of numbers and addresses."""
    fields = [_TYPES[name] for name in kinds.values()]

    def typed(_: Any, numbers: Any) -> Any:
        def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            values = []
            for i, field in enumerate(fields):
                number = builder.load(builder.gep(args[0], [ir.Constant(_WORD, i)]))
                is_number = field is types.int64
                values.append(number if is_number else builder.inttoptr(number, context.get_value_type(field)))
            return context.make_tuple(builder, signature.return_type, values)

        return types.NamedTuple(tuple(fields), kind)(numbers), build

    return intrinsic(typed)


def _load(_: Any, array: Any, index: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.load(builder.gep(args[0], [args[1]]))

    return array.dtype(array, index), build


def _store(_: Any, array: Any, index: Any, value: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        builder.store(args[2], builder.gep(args[0], [args[1]]))
        return context.get_dummy_value()

    return types.void(array, index, array.dtype), build


def _call(_: Any, address: Any, arguments: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        pointers = [builder.ptrtoint(builder.extract_value(args[1], i), _WORD) for i in range(len(arguments))]
        kind = ir.FunctionType(ir.VoidType(), [_WORD] * len(pointers))
        builder.call(builder.inttoptr(args[0], kind.as_pointer()), pointers)
        return context.get_dummy_value()

    return types.void(address, arguments), build


load: Any = intrinsic(_load)
store: Any = intrinsic(_store)
call: Any = intrinsic(_call)


def _is_pointer(array: Any, index: Any) -> bool:
    return isinstance(array, types.CPointer) and isinstance(index, types.Integer)


@overload(operator.getitem)
def _getitem(array: Any, index: Any) -> Any:
    return (lambda array, index: load(array, index)) if _is_pointer(array, index) else None


@overload(operator.setitem)
def _setitem(array: Any, index: Any, value: Any) -> Any:
    return (lambda array, index, value: store(array, index, value)) if _is_pointer(array, index) else None
