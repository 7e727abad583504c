"""Products of matrices, which are most of what a parse costs: by the library behind numpy where that is safe.

Those that spaCy brings (BLIS) are built for any processor, and take three times as long on the one that was measured.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache
from math import ceil
from typing import Any, Final

import numpy as np
from spacy.language import Language
from thinc.api import Model, NumpyOps
from threadpoolctl import ThreadpoolController

_LEAST: Final = 2**21  # multiplications: below, OpenBLAS takes another way, which rounds otherwise
_SHAPES: Final = ((288, 288), (96, 64), (64, 1024), (96, 50))  # probed: like those of the small models
_SHIFTS: Final = (1, 5, 7, 16, 250)


class Products(NumpyOps):  # type: ignore[misc]
    """As its parent, with other products. Rows are filled up to so many that all are reckoned in the same way."""

    def gemm(self, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False) -> Any:
        left, right = x.T if trans1 else x, y.T if trans2 else y
        least = ceil(_LEAST / right.size)
        if len(left) >= least:
            return np.matmul(left, right, out=out)
        filled = np.zeros((least, left.shape[1]), dtype=left.dtype)
        filled[: len(left)] = left
        found = np.matmul(filled, right)[: len(left)]
        if out is None:
            return found
        out[:] = found
        return out


def one_thread() -> AbstractContextManager[object]:
    """Products on one thread: these are small, and threads that wait for one another cost more than they gain."""
    limit: AbstractContextManager[object] = _libraries().limit(limits=1, user_api="blas")
    return limit


@cache
def _libraries() -> ThreadpoolController:
    return ThreadpoolController()


@cache
def same_anywhere() -> bool:
    """Whether a row has the same product, to the last bit, wherever among others it stands.

    Else the words of an article would be read a little differently with another article before it. With OpenBLAS this
    depends on the processor: it is so with AVX-512, and not with AVX2.
    """
    with one_thread():
        return _probe(Products())


def _probe(ops: NumpyOps) -> bool:
    numbers = np.random.default_rng(0)
    for inner, outer in _SHAPES:
        rows = numbers.standard_normal((700, inner)).astype("f")
        weights = numbers.standard_normal((outer, inner)).astype("f")
        whole = ops.gemm(rows, weights, trans2=True)
        for shift in _SHIFTS:
            for end in (len(rows), shift + 3):
                if not np.array_equal(whole[shift:end], ops.gemm(rows[shift:end], weights, trans2=True)):
                    return False
    return True


def install(nlp: Language) -> None:
    """Has the components of a pipeline take these products, if they are the same anywhere on this machine."""
    if not same_anywhere():
        return
    ops = Products()
    for name in nlp.pipe_names:
        model = getattr(nlp.get_pipe(name), "model", None)
        if isinstance(model, Model):
            for node in model.walk():
                if type(node.ops) is NumpyOps:  # and not those of a graphics card, or of Apple
                    node.ops = ops
