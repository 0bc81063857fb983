"""Who goes into which room: a small optimiser that knows neither Django nor the database.

`Problem` says who there is and what counts, `Yardstick` what an arrangement costs and why,
`solve` finds one of the least cost and says how far from the best possible it can be at most.
"""

from parley.apps.registration.assigning.first import Impossible
from parley.apps.registration.assigning.measure import Cost, Placement, Uneven, Yardstick
from parley.apps.registration.assigning.problem import UNMET, Person, Problem, Room, Weights
from parley.apps.registration.assigning.solve import Solution, Stage, solve

__all__ = [
    "UNMET",
    "Cost",
    "Impossible",
    "Person",
    "Placement",
    "Problem",
    "Room",
    "Solution",
    "Stage",
    "Uneven",
    "Weights",
    "Yardstick",
    "solve",
]
