"""The report of an opinion map: a folder to read, to print, to hand on and to go on working with.

index.html   the report, with everything in it: no request to anywhere
method.md    every step, threshold and exclusion, and how to make the same report again
report.json  the result for machines
charts/      every chart as SVG (and PNG)
tables/      the tables of `parley.mapping.tables` as CSV and Parquet
map/         the map itself, for `OpinionMap.load` and `parley map --compare`
"""

from parley.mapping.report.comparing import Comparison, compare
from parley.mapping.report.comparison import write_comparison
from parley.mapping.report.folder import check_folder
from parley.mapping.report.machine import as_json
from parley.mapping.report.writing import write_report

__all__ = [
    "Comparison",
    "as_json",
    "check_folder",
    "compare",
    "write_comparison",
    "write_report",
]
