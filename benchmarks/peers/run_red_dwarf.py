"""Map a long CSV (actor, proposition, stance) with red-dwarf, and say what it took. Run by its own Python.

Prints one line of JSON: CPU seconds from file to groups, the same with the import, peak memory, groups.
"""

import csv
import json
import resource
import sys
import time
import warnings

warnings.simplefilter("ignore")
start = time.process_time()
from reddwarf.implementations import polis  # noqa: E402

imported = time.process_time()
with open(sys.argv[1], newline="") as file:  # noqa: PTH123
    votes = [
        {
            "participant_id": int(line["actor"]),
            "statement_id": int(line["proposition"]),
            "vote": int(line["stance"]),
        }
        for line in csv.DictReader(file)
    ]
result = polis.run_pipeline(votes=votes, random_state=1)
found = result.participants_df["cluster_id"].dropna()
labels = {str(actor): int(label) for actor, label in found.items() if label >= 0}
if len(sys.argv) > 2:
    with open(sys.argv[2], "w") as file:  # noqa: PTH123
        json.dump(labels, file)
print(
    json.dumps(
        {
            "cpu": time.process_time() - imported,
            "import": imported - start,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "groups": len(set(labels.values())),
            "labelled": len(labels),
        }
    )
)
