"""What the demonstration has as evidence: published positions and recorded votes."""


def load() -> None:
    """Load what is missing; what is there stays as it was left."""
    # Here, because every process imports this, and only the demonstration needs the rest.
    from parley.apps.evidence.demo.loader import load_missing

    load_missing()
