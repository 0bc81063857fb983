"""Opinion mapping: from stances to convergences and divergences. Knows no Django; usable alone.

from parley.mapping import map_opinions, read

opinion_map = map_opinions(read("votes.csv"))
print(opinion_map.summary())
"""

from parley.mapping.errors import (
    ClusterUnavailable,
    InvalidArtefact,
    InvalidSettings,
    InvalidStances,
    MappingError,
    TooFewStances,
)
from parley.mapping.matrix import StanceMatrix
from parley.mapping.pipeline import map_opinions
from parley.mapping.readers import read
from parley.mapping.result import OpinionMap
from parley.mapping.settings import MapSettings
from parley.mapping.store import ParquetStore
from parley.mapping.store_writing import write_store

__all__ = [
    "ClusterUnavailable",
    "InvalidArtefact",
    "InvalidSettings",
    "InvalidStances",
    "MapSettings",
    "MappingError",
    "OpinionMap",
    "ParquetStore",
    "StanceMatrix",
    "TooFewStances",
    "map_opinions",
    "read",
    "write_store",
]
