"""Make an archive of the sample articles, search it, and count who is quoted.

python examples/script.py [FOLDER]
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import kliping
from kliping import SearchOptions
from kliping.ingest.reading import sample_articles


def main(folder: Path) -> None:
    with kliping.open(folder, create=True) as archive:
        report = archive.add_all(kliping.read(sample_articles()))
        print(f"{report.added} articles added, {len(report.refused)} refused")

        found = archive.search("kapal", limit=3, facets=["speaker:5", "place:5"])
        print(f"\n{found.total} articles about kapal")
        for hit in found.hits:
            print(f"  {hit.rank}. {hit.title} ({hit.outlet}, {hit.published})")
            print(f"     {hit.snippet}")
        for facet in found.facets.values():
            counted = ", ".join(f"{v.value} {v.count}" for v in facet.values)
            print(f"  {facet.field}: {counted}")

        print("\nquotations with warga")
        for quoted in archive.quotes("warga", limit=3).hits:
            speaker = quoted.quotation.speaker
            print(f"  {speaker.name if speaker else 'unknown'}: {quoted.quotation.text}")

        newest = SearchOptions(sort="newest", where={"language": ["id"]})
        print("\nnewest in Indonesian")
        for hit in archive.search("*", limit=3, options=newest).hits:
            print(f"  {hit.published} {hit.title}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with TemporaryDirectory() as made:
            main(Path(made) / "arsip.kliping")
