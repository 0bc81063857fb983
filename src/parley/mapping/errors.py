"""What can go wrong in the opinion mapping, each with a sentence that says what was expected."""


class MappingError(Exception):
    """The root of all errors that `parley.mapping` raises on purpose."""


class InvalidStances(MappingError, ValueError):
    """The input holds something that is no stance matrix: says what was expected, what came, and where."""


class InvalidSettings(MappingError, ValueError):
    """A setting is out of its range."""


class TooFewStances(MappingError, ValueError):
    """There is nothing to map: no actor has taken a stance on any proposition."""


class InvalidArtefact(MappingError, ValueError):
    """A folder does not hold an opinion map that this version can read."""


class ClusterUnavailable(MappingError, RuntimeError):
    """The cluster can't be reached, or its engine is not installed."""
