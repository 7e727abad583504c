"""What was used last, kept in memory up to a size."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Forgets what was used longest ago once all values together are larger than `limit`; the last one always stays."""

    def __init__(self, limit: int, size: Callable[[V], int] = lambda _: 1) -> None:
        self._limit = limit
        self._size = size
        self._held: OrderedDict[K, V] = OrderedDict()
        self._total = 0

    def get(self, key: K) -> V | None:
        if key in self._held:
            self._held.move_to_end(key)
        return self._held.get(key)

    def put(self, key: K, value: V) -> None:
        self.drop(key)
        self._held[key] = value
        self._total += self._size(value)
        while self._total > self._limit and len(self._held) > 1:
            _, oldest = self._held.popitem(last=False)
            self._total -= self._size(oldest)

    def drop(self, key: K) -> None:
        if (value := self._held.pop(key, None)) is not None:
            self._total -= self._size(value)
