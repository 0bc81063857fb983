"""Tables beside the stances: the groups of actors, and the elements, texts and moderation of propositions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from parley.mapping.errors import InvalidStances
from parley.mapping.matrix import Ids
from parley.mapping.readers.attributes import clean, one_for_each
from parley.mapping.readers.columns import NAMES, find
from parley.mapping.readers.findings import Findings
from parley.mapping.readers.ids import as_texts
from parley.mapping.readers.opening import open_table

if TYPE_CHECKING:
    import polars as pl

REJECTED, META = "rejected by the moderators", "meta comment"
_NAMED_AT_MOST = 5


class Annex:
    """A table with one row for each actor, or each proposition.

    Parameters
    ----------
    source
        A file, a frame, or a mapping from id to value.
    about
        `actor` or `proposition`.
    wanted
        The roles of the columns to take. Where none of them is recognised, the column beside the id is the
        first of them.
    more
        Columns to take beside them: by role, or by their own name.

    Raises
    ------
    InvalidStances
        Where the table can't be read, or has one column only.
    """

    def __init__(
        self, source: Any, about: str, wanted: Sequence[str], more: Sequence[str] = ()
    ) -> None:
        import polars as pl

        self._about, self.noun = about, f"the table of {about}s"
        if isinstance(source, Mapping):
            source = pl.DataFrame(
                {
                    about: [str(one) for one in source],
                    wanted[0]: [None if value is None else str(value) for value in source.values()],
                },
                schema={about: pl.String, wanted[0]: pl.String},
            )
        table = open_table(source)
        found = find(table.names, (about, *wanted))
        found.setdefault(about, 0)
        if wanted and not set(found) & set(wanted):
            found[wanted[0]] = 0 if found[about] else 1
        found |= find(table.names, [role for role in more if role in NAMES])
        found |= {name: table.names.index(name) for name in more if name in table.names}
        if len(table.names) < 2:
            expected = f"{about} and {' or '.join(wanted)}"
            raise InvalidStances(f"{self.noun}: expected columns for {expected}; got {table.names}")
        batches = [batch.frame for batch in table.batches(sorted(set(found.values())))]
        frame = pl.concat(batches, how="vertical_relaxed")
        self.ids = as_texts(frame[str(found[about])])
        self.columns = {
            role: clean(frame[str(place)]) for role, place in found.items() if role != about
        }

    def rejected(self) -> dict[str, str]:
        """Propositions that the moderators rejected (-1) and meta comments, with the reason."""
        reasons: dict[str, str] = {}
        for role, values, reason in (
            ("moderated", ("-1", "-1.0"), REJECTED),
            ("meta", ("true", "1"), META),
        ):
            if role in self.columns:
                which = self.columns[role].str.to_lowercase().is_in(values).fill_null(False)
                reasons |= dict.fromkeys(self.ids.filter(which).drop_nulls().to_list(), reason)
        return reasons

    def values(
        self, role: str, ids: Ids, findings: Findings, leaves_out: Mapping[str, str] | None = None
    ) -> pl.Series:
        """One for each id, empty where the table says nothing.

        How many are in one of the two only is noted, if it was not left out on purpose.

        Raises
        ------
        InvalidStances
            Unless lenient, where the table names none of the ids.
        """
        import polars as pl

        known = pl.DataFrame({"id": pl.Series(ids).cast(pl.String)}).with_row_index("place")
        said = pl.DataFrame({"id": self.ids, "value": self.columns[role]})
        said = said.filter(pl.col("id").is_not_null() & (pl.col("id") != "")).unique()
        named = said["id"].unique().sort()
        strange = named.filter(~named.is_in(known["id"].implode())).to_list()
        strange = [one for one in strange if one not in (leaves_out or {})]
        if strange and len(strange) == len(named):
            findings.conflict(self._no_match(strange, known["id"].to_list()))
        else:
            self._note(findings, strange, known["id"].is_in(named.implode()))
        pairs = said.drop_nulls().join(known, on="id").select("place", "value")
        return one_for_each(pairs, ids, (role, self._about), findings)

    def balance(self) -> pl.DataFrame | None:
        """How many more agree than disagree with each id, as the table tells it; None if it does not."""
        import polars as pl

        if not {"agrees", "disagrees"} <= set(self.columns):
            return None
        agrees, disagrees = (
            self.columns[role].cast(pl.Float64, strict=False).fill_null(0)
            for role in ("agrees", "disagrees")
        )
        return pl.DataFrame({"id": self.ids, "told": agrees - disagrees})

    def _no_match(self, strange: Sequence[str], known: Sequence[str]) -> str:
        return (
            f"{self.noun} is of none of the {self._about}s with stances: it names {self._some(strange)};"
            f" they are {self._some(known)}"
        )

    def _note(self, findings: Findings, strange: Sequence[str], there: pl.Series) -> None:
        if strange:
            findings.note(
                f"{self.noun} names {len(strange):,} without any stance: {self._some(strange)}"
            )
        if missing := int((~there).sum()):
            findings.note(
                f"{self.noun} says nothing of {missing:,} of {len(there):,} {self._about}s"
            )

    @staticmethod
    def _some(ids: Sequence[str]) -> str:
        """The first few."""
        more = len(ids) - _NAMED_AT_MOST
        return ", ".join(ids[:_NAMED_AT_MOST]) + (f" and {more:,} more" if more > 0 else "")


def published_groups(source: Any) -> Annex:
    """The groups that Polis published, from its matrix of participants."""
    import polars as pl

    names = open_table(source).names
    if "group-id" not in names:
        raise InvalidStances(f"expected a column group-id; found the columns {', '.join(names)}")
    annex = Annex(source, "actor", (), more=("group-id",))
    annex.columns["group"] = pl.select(
        pl.concat_str(pl.lit("Polis group "), annex.columns["group-id"])
    ).to_series()
    return annex
