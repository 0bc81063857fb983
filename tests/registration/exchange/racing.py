"""An import again and again, while people register: run as a program of its own, on a real database.

`python -m tests.registration.exchange.racing TIMES` changes the group of the one dialogue there is
by its file, and says how often that was a change.
"""

import json
import sys

import django

from tests.registration.racing import patient


def main(times: int) -> None:
    from parley.apps.convening.exchange import export_dialogue, import_dialogue, read_document
    from parley.apps.convening.models import Dialogue
    from parley.core.actors import system_actor

    actor = system_actor("test")
    text = export_dialogue(actor, Dialogue.objects.get())
    changes = 0
    for number in range(times):
        now = text.replace("seats: 50", f"seats: 50\n      nominations: {number % 2}")
        changes += import_dialogue(actor, read_document(now)).changed
    json.dump({"changes": changes}, sys.stdout)


if __name__ == "__main__":
    patient()
    django.setup()
    main(int(sys.argv[1]))
