"""What the guest's way does by itself, and how often."""

from datetime import timedelta

from parley.apps.registration.services import changes, guests, reminders
from parley.core.clock import Chore

CHORES = (
    Chore("registration.remind", timedelta(minutes=30), reminders.remind),
    Chore("registration.forget_links", timedelta(hours=6), guests.forget_links),
    Chore(
        "registration.tell_of_cancellations",
        timedelta(minutes=10),
        changes.tell_of_cancellations,
    ),
)
