"""What the demonstration brings to an outcome: consultations with synthetic participants, what came of
them, and five conversations that were held with Polis."""


def load() -> None:
    """Load what is missing; what is there stays as it was left."""
    # Here, because every process imports this, and only the demonstration needs the rest.
    from parley.apps.outcomes.demo import loader, outcome, rounds

    rounds.load_missing()
    outcome.load_missing()
    loader.load_missing()
