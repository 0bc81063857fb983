"""What the demonstration maps: five conversations that were held with Polis."""


def load() -> None:
    """Load what is missing; what is there stays as it was left."""
    # Here, because every process imports this, and only the demonstration needs the rest.
    from parley.apps.outcomes.demo.loader import load_missing

    load_missing()
