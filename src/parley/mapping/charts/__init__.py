"""Charts of an opinion map: SVG for the page, the PDF and, through `to_png`, the picture file.

Each `draw_…` takes a small description and a `Look`, and gives a `Chart`: the picture, its title, the same
facts in sentences and in a table.
"""

from parley.mapping.charts.ambiguity_chart import AmbiguityBar, AmbiguityPicture, draw_ambiguity
from parley.mapping.charts.chart import Chart, Estimate, Look, Table
from parley.mapping.charts.contrast_chart import ContrastPicture, ContrastRow, draw_contrast
from parley.mapping.charts.map import draw_map
from parley.mapping.charts.marks import Verdict
from parley.mapping.charts.pairs_chart import Pair, PairsPicture, draw_pairs
from parley.mapping.charts.palette import stylesheet
from parley.mapping.charts.picture import Ends, MapPicture
from parley.mapping.charts.png import to_png
from parley.mapping.charts.stability_chart import Draws, StabilityPicture, draw_stability
from parley.mapping.charts.stances_chart import StanceBar, StancesPicture, draw_stances
from parley.mapping.charts.verdict_plane import PlanePicture, PlanePoint, draw_plane
from parley.mapping.charts.words import Words

__all__ = [
    "AmbiguityBar",
    "AmbiguityPicture",
    "Chart",
    "ContrastPicture",
    "ContrastRow",
    "Draws",
    "Ends",
    "Estimate",
    "Look",
    "MapPicture",
    "Pair",
    "PairsPicture",
    "PlanePicture",
    "PlanePoint",
    "StabilityPicture",
    "StanceBar",
    "StancesPicture",
    "Table",
    "Verdict",
    "Words",
    "draw_ambiguity",
    "draw_contrast",
    "draw_map",
    "draw_pairs",
    "draw_plane",
    "draw_stability",
    "draw_stances",
    "stylesheet",
    "to_png",
]
