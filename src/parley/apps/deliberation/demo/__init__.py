"""What the demonstration deliberates."""


def load() -> None:
    """Load what is missing; what is there stays as it was left."""
    # Here, because every process imports this, and only the demonstration needs the rest.
    from parley.apps.deliberation.demo import norms, rounds

    norms.load_missing()
    rounds.load_missing()
