"""The passes once more, as one would write them without a thought of speed: what the engine must equal."""

import numpy as np


def centred(dense, actors, propositions):
    """Stances of the shaping actors less the mean of each proposition; 0 where absent or not shaping."""
    rows = dense[actors]
    result = np.zeros(rows.shape)
    for j in range(rows.shape[1]):
        answered = ~np.isnan(rows[:, j])
        if propositions[j] and answered.any():
            result[answered, j] = rows[answered, j] - rows[answered, j].mean()
    return result


def principal_axes(dense, actors, propositions, n_axes):
    c = centred(dense, actors, propositions)
    values, axes = np.linalg.eigh(c.T @ c / max(len(c), 1))
    return values[::-1][:n_axes], axes[:, ::-1][:, :n_axes]


def points(dense, mean, axes, propositions):
    used = int(propositions.sum())
    result = np.zeros((len(dense), axes.shape[1]))
    for i, row in enumerate(dense):
        answered = [j for j in range(len(row)) if not np.isnan(row[j]) and propositions[j]]
        if answered:
            along = sum((row[j] - mean[j]) * axes[j] for j in answered)
            result[i] = along * np.sqrt(used / len(answered))
    return result


def counts(dense):
    cells = np.zeros((dense.shape[1], 3), dtype=int)
    for row in dense:
        for j, stance in enumerate(row):
            if not np.isnan(stance):
                cells[j, int(stance) + 1] += 1
    return cells, (~np.isnan(dense)).sum(axis=1)


def posterior(dense, intercept, loadings, noise, propositions):
    """Mean and covariance of each actor's position under the model of ideal points."""
    k = loadings.shape[1]
    means, covariances = [], []
    for row in dense:
        precision, linear = np.eye(k), np.zeros(k)
        for j, stance in enumerate(row):
            if propositions[j] and not np.isnan(stance):
                precision += np.outer(loadings[j], loadings[j]) / noise
                linear += loadings[j] * (stance - intercept[j]) / noise
        covariances.append(np.linalg.inv(precision))
        means.append(covariances[-1] @ linear)
    return np.array(means), np.array(covariances)
