"""Dense algebra of small matrices: propositions × a few columns. Called inside `quiet_blas`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Operator = Callable[[Array], Array]


def orthonormal(columns: Array, against: Array | None = None) -> Array:
    """An orthonormal basis of the columns, at right angles to `against`; dependent columns drop out.

    Shape (p, c) gives (p, at most c).
    """
    if against is not None and against.shape[1]:
        for _twice in range(2):  # once leaves rounding errors behind
            columns = columns - against @ (against.T @ columns)
    size = np.linalg.norm(columns, axis=0)
    if not size.size or size.max() == 0:
        return columns[:, :0]
    q, r = np.linalg.qr(columns / np.where(size > 0, size, 1.0))
    return np.asarray(q[:, np.abs(np.diag(r)) > 1e-8])


def leading(
    operator: Operator, start: Array, n_axes: int, tolerance: float, most: int
) -> tuple[Array, Array]:
    """The largest eigenvalues and eigenvectors of a symmetric operator, by block Krylov iteration.

    Musco and Musco 2015, *Randomized block Krylov methods for stronger and faster approximate singular
    value decomposition*.

    Parameters
    ----------
    operator
        Multiplies an array (p, c) by the matrix: one pass over the stances.
    start
        Shape (p, c): where to start; from the axes of a similar map it takes a third of the passes.
    n_axes
        How many are wanted; fewer come back where the matrix has a lower rank.
    tolerance
        Of the residuals of the first two (those of the picture), relative to the largest eigenvalue.
        Further axes are as exact wherever they stand out; inside the noise no number of passes tells them
        apart.
    most
        Passes at most.

    Returns
    -------
    values (k,), descending, and vectors (p, k), orthonormal.
    """
    basis = image = start[:, :0]
    block = orthonormal(start)
    values, vectors = np.zeros(0), start[:, :0]
    for _pass in range(most):
        if not block.shape[1]:
            break
        product = operator(block)
        basis, image = np.hstack([basis, block]), np.hstack([image, product])
        values, vectors, residual = _ritz(basis, image, n_axes)
        if not len(values) or residual <= tolerance * values[0]:
            break
        block = orthonormal(product, against=basis)
    return values, vectors


def _ritz(basis: Array, image: Array, n_axes: int) -> tuple[Array, Array, float]:
    """The best eigenpairs that a basis holds, and how far the first two are from being exact."""
    small = basis.T @ image
    values, rotation = np.linalg.eigh((small + small.T) / 2)
    values, rotation = values[::-1][:n_axes], rotation[:, ::-1][:, :n_axes]
    rotation = rotation[:, values > 1e-12 * max(values[0], 0)] if len(values) else rotation
    values = values[: rotation.shape[1]]
    vectors = basis @ rotation
    residuals = np.linalg.norm(image @ rotation - vectors * values, axis=0)
    return values, vectors, float(residuals[:2].max(initial=0.0))
