"""What the demonstration brings to a report: one that is composed, commented on and published."""


def load() -> None:
    """Load what is missing; what is there stays as it was left."""
    # Here, because every process imports this, and only the demonstration needs the rest.
    from parley.apps.reports.demo import loader

    loader.load_missing()
