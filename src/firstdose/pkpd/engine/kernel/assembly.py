"""LLVM assembly on vectors of lanes, written line by line."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager

CONTRACT = "contract "  # a product and a sum may become one fused operation; nothing else is relaxed


class Assembly:
    """The text of a module; every value is ``<lanes x double>`` unless said otherwise.

    Parameters
    ----------
    lanes : how many patients a vector holds.
    """

    def __init__(self, lanes: int) -> None:
        self.lanes = lanes
        self.vector, self.whole, self.flag = (f"<{lanes} x {each}>" for each in ("double", "i64", "i1"))
        self.wide = " ".join(f'"{each}-vector-width"="{64 * lanes}"' for each in ("prefer", "min-legal"))
        self.lines: list[str] = []
        self._declared: set[str] = set()
        self._count = 0

    def __str__(self) -> str:
        return "\n".join((*self.lines, *sorted(self._declared), ""))

    def name(self) -> str:
        """A name not used before."""
        self._count += 1
        return f"%v{self._count}"

    def let(self, text: str) -> str:
        """The name of a new value."""
        name = self.name()
        self.lines.append(f"  {name} = {text}")
        return name

    def say(self, text: str) -> None:
        """A line without a value."""
        self.lines.append(f"  {text}")

    def number(self, value: float) -> str:
        """A number in every lane."""
        bits = struct.unpack(">Q", struct.pack(">d", value))[0]
        return f"<{', '.join([f'double 0x{bits:016X}'] * self.lanes)}>"

    def integer(self, value: int) -> str:
        """A whole number in every lane."""
        return f"<{', '.join([f'i64 {value}'] * self.lanes)}>"

    def flags(self, value: bool) -> str:
        """A flag in every lane."""
        return f"<{', '.join([f'i1 {int(value)}'] * self.lanes)}>"

    def op(self, op: str, *args: str) -> str:
        """An operation on doubles, e.g. ``fadd`` or ``fcmp olt``."""
        return self.let(f"{op} {self.vector} {', '.join(args)}")

    def whole_op(self, op: str, *args: str) -> str:
        """An operation on whole numbers."""
        return self.let(f"{op} {self.whole} {', '.join(args)}")

    def either(self, op: str, a: str, b: str) -> str:
        """``and`` or ``or`` of two flags."""
        return self.let(f"{op} {self.flag} {a}, {b}")

    def select(self, flag: str, yes: str, no: str) -> str:
        """One of two by a flag."""
        return self.let(f"select {self.flag} {flag}, {self.vector} {yes}, {self.vector} {no}")

    def bits(self, value: str) -> str:
        """Of a double, as a whole number."""
        return self.let(f"bitcast {self.vector} {value} to {self.whole}")

    def double(self, bits: str) -> str:
        """With these bits."""
        return self.let(f"bitcast {self.whole} {bits} to {self.vector}")

    def intrinsic(self, name: str, *args: str, flags: str = "") -> str:
        """A function that LLVM knows, e.g. ``fma``."""
        called = f"@llvm.{name}.v{self.lanes}f64"
        self._declared.add(f"declare {self.vector} {called}({', '.join([self.vector] * len(args))})")
        return self.let(f"call {flags}{self.vector} {called}({self._list(args)})")

    def fma(self, a: str, b: str, c: str) -> str:
        """``a * b + c``, rounded once."""
        return self.intrinsic("fma", a, b, c)

    def call(self, function: str, *args: str) -> str:
        """A function of this module, from doubles to doubles."""
        return self.let(f"call {self.vector} @{function}({self._list(args)})")

    def run(self, function: str, *pointers: str) -> None:
        """A function of this module on pointers."""
        self.say(f"call void @{function}({', '.join(f'ptr {each}' for each in pointers)})")

    def at(self, pointer: str, index: str | int) -> str:
        """The place of a vector in an array of vectors."""
        return self.let(f"getelementptr {self.vector}, ptr {pointer}, i64 {index}")

    def load(self, pointer: str, index: str | int = 0) -> str:
        """A vector of an array of vectors."""
        return self.let(f"load {self.vector}, ptr {self.at(pointer, index)}, align {8 * self.lanes}")

    def store(self, value: str, pointer: str, index: str | int = 0) -> None:
        """Into an array of vectors."""
        self.say(f"store {self.vector} {value}, ptr {self.at(pointer, index)}, align {8 * self.lanes}")

    def spread(self, pointer: str, index: str | int = 0) -> str:
        """One double of an array of doubles, in every lane."""
        place = self.let(f"getelementptr double, ptr {pointer}, i64 {index}")
        one = self.let(f"load double, ptr {place}, align 8")
        first = self.let(f"insertelement {self.vector} poison, double {one}, i32 0")
        mask = f"<{self.lanes} x i32> zeroinitializer"
        return self.let(f"shufflevector {self.vector} {first}, {self.vector} poison, {mask}")

    @contextmanager
    def procedure(self, name: str, *pointers: str, kind: str = "internal") -> Iterator[None]:
        """A function on arrays that do not overlap."""
        list_ = ", ".join(f"ptr noalias %{each}" for each in pointers)
        self.lines.append(f"define {kind} void @{name}({list_}) noinline {self.wide} {{\nentry:")
        yield
        self.lines.append("  ret void\n}")

    @contextmanager
    def function(self, name: str, *args: str) -> Iterator[None]:
        """A function from doubles to a double, whose body ends with ``give``."""
        list_ = ", ".join(f"{self.vector} %{each}" for each in args)
        self.lines.append(f"define internal {self.vector} @{name}({list_}) {self.wide} {{")
        yield
        self.lines.append("}")

    def give(self, value: str) -> None:
        """The result of a function."""
        self.say(f"ret {self.vector} {value}")

    @contextmanager
    def each(self, count: int, *sums: str) -> Iterator[tuple[str, list[str], list[str]]]:
        """A loop; gives its index, sums so far that start at ``sums``, and a list to fill with the new ones."""
        self._count += 1
        label, start = f"L{self._count}", f"S{self._count}"
        index, following = f"%i{self._count}", f"%n{self._count}"
        so_far, new = [self.name() for _ in sums], list[str]()
        self.say(f"br label %{start}\n{start}:\n  br label %{label}\n{label}:")
        self.say(f"{index} = phi i64 [ 0, %{start} ], [ {following}, %{label} ]")
        mark = len(self.lines)
        yield index, so_far, new
        ends = zip(so_far, sums, new, strict=True)
        self.lines[mark:mark] = [
            f"  {name} = phi {self.vector} [ {first}, %{start} ], [ {last}, %{label} ]" for name, first, last in ends
        ]
        self.say(f"{following} = add i64 {index}, 1")
        more = self.let(f"icmp slt i64 {following}, {count}")
        self.say(f"br i1 {more}, label %{label}, label %E{label}\nE{label}:")

    @contextmanager
    def only_if_any(self, flags: str, otherwise: str) -> Iterator[list[str]]:
        """What is done only if a flag is set in some lane; a list to fill with a value, then with the result."""
        self._count += 1
        label, new = f"A{self._count}", list[str]()
        bits = self.let(f"bitcast {self.flag} {flags} to i{self.lanes}")
        some = self.let(f"icmp ne i{self.lanes} {bits}, 0")
        self.say(f"br label %{label}\n{label}:\n  br i1 {some}, label %T{label}, label %E{label}\nT{label}:")
        yield new
        self.say(f"br label %X{label}\nX{label}:\n  br label %E{label}\nE{label}:")
        new.append(self.let(f"phi {self.vector} [ {new[0]}, %X{label} ], [ {otherwise}, %{label} ]"))

    def _list(self, args: tuple[str, ...]) -> str:
        return ", ".join(f"{self.vector} {each}" for each in args)
