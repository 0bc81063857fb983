"""The first real input: positions on norm 13(c), and six roll calls of the General Assembly."""

from collections import Counter
from importlib.resources import files

import pytest

from parley.apps.evidence import models as m
from parley.apps.evidence.exchange import votes, words
from parley.apps.evidence.exchange.positions import judged
from parley.apps.evidence.exchange.tables import read_text
from parley.apps.evidence.exchange.taking import import_positions
from parley.core.actors import system_actor
from tests import factories as make
from tests.evidence.exchange.lists import collection_on, norm_with

pytestmark = pytest.mark.django_db
ACTOR = system_actor("test")
DATA = files("parley.apps.evidence.demo")
