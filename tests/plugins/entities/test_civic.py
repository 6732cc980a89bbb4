"""The city hall of the article's own city."""

import pytest

from kliping.index import Article
from kliping.plugins.entities.enricher import EntityEnricher

FILLER = "Warga kampung itu menonton pameran buku sejak pagi sampai malam hari bersama anak. " * 9


@pytest.mark.parametrize("filler", ["", FILLER])
@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("Pameran dibuka di Balai Kota Malang. Warga datang ke Balai Kota itu.", "Malang"),
        ("Film diputar di Balai Kota. Wali Kota Surakarta membuka acara itu.", "Surakarta"),
        ("Pemkot Bandung menata taman. Rapat berlangsung di Balaikota, Senin.", "Bandung"),
        ("Rapat di Balai Kota itu dipimpin Gubernur DKI Jakarta, Senin.", "DKI Jakarta"),
        ("Acara di Balai Kota, Jakarta, Senin (28/4), dibuka pagi.", "DKI Jakarta"),
        ("Wali Kota Malang ke Balai Kota bersama Wali Kota Malang yang lama, "
         "tamu Gubernur Jakarta.", "Malang"),
        ("Film diputar di Balai Kota, Sabtu malam.", ""),
    ],
)  # fmt: skip
def test_city_hall(text: str, site: str, filler: str) -> None:
    """`Balai Kota` is that of the city that the article names as its own, and else no city's."""
    places = EntityEnricher().enrich(Article(id="a", text=filler + text), {}).values["place"]
    halls = {place for place in map(str, places) if place.casefold().startswith("balai")}
    assert halls == {f"Balai Kota {site}".strip()}
