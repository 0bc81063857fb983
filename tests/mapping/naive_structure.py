"""Structure once more, as one would write it without a thought of speed: what the engine must equal."""

from itertools import combinations, product

import numpy as np


def least_within(points, k):
    """The least sum of squares of all divisions into at most k clusters."""
    best = np.inf
    for labels in product(range(k), repeat=len(points)):
        found = 0.0
        for group in set(labels):
            own = points[[label == group for label in labels]]
            found += ((own - own.mean(axis=0)) ** 2).sum()
        best = min(best, found)
    return best


def silhouette(points, labels):
    widths = []
    for i, point in enumerate(points):
        mean = {}
        for group in set(labels):
            others = [j for j in range(len(points)) if labels[j] == group and j != i]
            if others:
                mean[group] = np.mean([np.linalg.norm(point - points[j]) for j in others])
        inside = mean.pop(labels[i], None)
        if inside is None or not mean:
            widths.append(0.0)
        else:
            outside = min(mean.values())
            widths.append((outside - inside) / max(inside, outside, 1e-300))
    return np.mean(widths)


def adjusted_rand(a, b):
    """By counting pairs."""
    both = first = second = whole = 0
    for i, j in combinations(range(len(a)), 2):
        whole += 1
        first += a[i] == a[j]
        second += b[i] == b[j]
        both += a[i] == a[j] and b[i] == b[j]
    chance = first * second / whole
    most = (first + second) / 2
    return 1.0 if most == chance else (both - chance) / (most - chance)


def posterior(dense, labels, n_groups, prior=10.0):
    """Everybody's groups by the rates of all others: counted again without them."""
    result = np.zeros((len(dense), n_groups))
    size = np.array([(labels == g).sum() + 0.5 for g in range(n_groups)])
    everybody = np.array([cells(dense, labels >= 0, j) for j in range(dense.shape[1])]) + 0.5
    for i, row in enumerate(dense):
        for g in range(n_groups):
            score = np.log(size[g] / size.sum())
            members = labels == g
            members[i] = False
            for j in np.nonzero(~np.isnan(row))[0]:
                counted = cells(dense, members, j)
                shares = everybody[j] / everybody[j].sum()
                given = int(row[j]) + 1
                chance = (counted[given] + prior * shares[given]) / (counted.sum() + prior)
                score += np.log(chance)
            result[i, g] = score
    result = np.exp(result - result.max(axis=1, keepdims=True))
    return result / result.sum(axis=1, keepdims=True)


def cells(dense, members, j):
    own = dense[members, j]
    return np.array([(own == stance).sum() for stance in (-1, 0, 1)])


def correlations(dense, weights):
    """Of propositions with their mean where there is no answer; shape (p, p)."""
    filled = dense.copy()
    for column in filled.T:
        there = ~np.isnan(column)
        column[~there] = np.average(column[there], weights=weights[there])
    covariances = np.cov(filled.T, aweights=weights)
    deviations = np.sqrt(np.diag(covariances))
    return covariances / np.outer(deviations, deviations)
