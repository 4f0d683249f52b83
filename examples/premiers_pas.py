"""From a parquet file of contracts to a chart of what the OPCO pays, quarter by quarter.

    python examples/premiers_pas.py contrats.parquet echeancier.svg

The lines of docs/premiers-pas.md, as they are pasted in a notebook.
"""

import sys
from pathlib import Path

import altair as alt
import polars as pl

from bareme.contrats.assembly import assemble
from bareme.contrats.computing import schedule
from bareme.contrats.reading import read_contrats
from bareme.contrats.writing import line_table

source, image = sys.argv[1:]

reading = read_contrats(Path(source))
contrats = assemble(reading)
lines = line_table(contrats, schedule(contrats))
quarter = pl.col("exigible_le").dt.truncate("1q").alias("trimestre")
sums = lines.group_by(quarter, "nature").agg(pl.sum("montant")).sort("trimestre", "nature")
alt.renderers.set_embed_options(format_locale="fr-FR", time_format_locale="fr-FR")
year = alt.X("yearquarter(trimestre):T", title=None, axis=alt.Axis(format="%Y", tickCount="year"))
amount, nature = alt.Y("montant:Q", title="Exigible, en euros"), alt.Color("nature:N", title="Nature")
bars = alt.Chart(sums.cast({"montant": pl.Float64, "nature": pl.String}), width=640).mark_bar()
bars.encode(x=year, y=amount, color=nature).save(image)
print(sums.group_by("nature", maintain_order=True).agg(pl.sum("montant")))
