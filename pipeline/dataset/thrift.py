"""The Thrift compact protocol, as much of it as Parquet's descriptions of itself need. Pure.

Promises: bounded work on any bytes (depth, number of values), and ValueError for everything that is not
Thrift. A struct is read as {field id: value}, without a schema.
"""

from dataclasses import dataclass

_MAX_DEPTH = 24  # Parquet's own nest eight deep
_MAX_VALUES = 4_000_000  # 10 million rows in 64k row groups of 11 columns are about 50,000
_MAX_VARINT_BITS = 70

Value = bool | int | bytes | list["Value"] | dict[int, "Value"]
_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = range(1, 13)


@dataclass(slots=True)
class Reader:
    """A place in some bytes."""

    data: bytes | memoryview
    at: int = 0
    values: int = 0

    def struct(self, depth: int = 0) -> dict[int, Value]:
        """Return the struct that begins here; raise ValueError for bytes that hold none."""
        if depth > _MAX_DEPTH:
            raise ValueError("nested too deeply")
        fields: dict[int, Value] = {}
        number = 0
        while head := self._byte():
            step, kind = head >> 4, head & 15
            number = number + step if step else self._zigzag()
            fields[number] = kind == _TRUE if kind in {_TRUE, _FALSE} else self._value(kind, depth)
        return fields

    def _value(self, kind: int, depth: int) -> Value:
        self.values += 1
        if self.values > _MAX_VALUES:
            raise ValueError("too many values")
        if kind in {_TRUE, _FALSE, _BYTE}:
            return self._byte()
        if kind in {_I16, _I32, _I64}:
            return self._zigzag()
        if kind == _DOUBLE:
            return self._bytes(8)
        if kind == _BINARY:
            return self._bytes(self._varint())
        return self._container(kind, depth)

    def _container(self, kind: int, depth: int) -> Value:
        if kind == _STRUCT:
            return self.struct(depth + 1)
        if kind == _MAP:
            return self._map(depth)
        if kind not in {_LIST, _SET}:
            raise ValueError(f"no such type: {kind}")
        return self._list(depth)

    def _list(self, depth: int) -> list[Value]:
        head = self._byte()
        size = head >> 4 if head >> 4 < 15 else self._varint()  # noqa: PLR2004 - 15 says that the size follows
        if depth > _MAX_DEPTH or size > len(self.data):
            raise ValueError("nested too deeply, or longer than the file")
        return [self._value(head & 15, depth + 1) for _ in range(size)]

    def _map(self, depth: int) -> list[Value]:
        size = self._varint()
        if depth > _MAX_DEPTH or size > len(self.data):
            raise ValueError("nested too deeply, or longer than the file")
        kinds = self._byte() if size else 0
        return [self._value(kind, depth + 1) for _ in range(size) for kind in (kinds >> 4, kinds & 15)]

    def _byte(self) -> int:
        if self.at >= len(self.data):
            raise ValueError("ends too early")
        self.at += 1
        return self.data[self.at - 1]

    def _bytes(self, size: int) -> bytes:
        if size > len(self.data) - self.at:
            raise ValueError("ends too early")
        self.at += size
        return bytes(self.data[self.at - size : self.at])

    def _varint(self) -> int:
        number = 0
        for shift in range(0, _MAX_VARINT_BITS, 7):
            byte = self._byte()
            number |= (byte & 127) << shift
            if byte < 128:  # noqa: PLR2004 - the high bit says that more follows
                return number
        raise ValueError("number without end")

    def _zigzag(self) -> int:
        number = self._varint()
        return (number >> 1) ^ -(number & 1)
