"""Who may open which page of the desk of evidence."""

from parley.apps.evidence.selectors import collections as find
from parley.apps.evidence.selectors import keeping
from parley.core.views import may

keeper = may("edit", find.collection_for)
document_keeper = may("edit", find.document_for)
position_keeper = may("edit", keeping.position_for)
roll_call_keeper = may("edit", keeping.roll_call_for)
