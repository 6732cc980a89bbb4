"""Who is quoted, month by month: facets and hits as pandas data frames.

python examples/pandas_notebook.py arsip.kliping QUERY
"""

# %% Open the archive
import sys

import pandas as pd

import kliping

path = sys.argv[1] if len(sys.argv) > 1 else "arsip.kliping"
query = sys.argv[2] if len(sys.argv) > 2 else "*"
archive = kliping.open(path, read_only=True)

# %% Articles a month
facet = archive.facets(query, ["published:month"])["published"]
months = pd.Series({value.value: value.count for value in facet.values}, name="articles")
print(months.to_string())

# %% Every quotation as a row
quotations = pd.DataFrame(
    [
        {
            "speaker": hit.quotation.speaker.name if hit.quotation.speaker else None,
            "type": hit.quotation.type,
            "outlet": hit.outlet,
            "month": (hit.published or "")[:7] or None,
            "words": len(hit.quotation.text.split()),
        }
        for hit in archive.quotes(query, limit=None).hits
    ],
    columns=["speaker", "type", "outlet", "month", "words"],
)

# %% The five most quoted, by outlet
most = quotations["speaker"].value_counts().head(5)
print(most.to_string())
quoted = quotations[quotations["speaker"].isin(most.index)]
print(pd.crosstab(quoted["speaker"], quoted["outlet"]).to_string())

# %% Close it
archive.close()
