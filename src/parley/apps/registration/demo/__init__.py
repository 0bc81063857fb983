"""The demonstration of registration: groups that fit the published pages, and invented guests."""


def load() -> None:
    """Load what is missing, where the dialogues of the demonstration are; what is there stays."""
    # Here, because every process imports this, and only the demonstration needs the rest.
    from parley.apps.registration.demo.loader import load_missing

    load_missing()
