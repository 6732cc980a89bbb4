"""Articles of the campaign's own making, each with a word that no other text has.

A *version* is one text of an article: number 0 is the first, an update raises it. `token(n, v)` is
the word that only version `v` of article `n` holds, so that one search tells which version an
archive answers from.
"""

import random
from datetime import datetime
from functools import cache

from kliping import Article

TOPICS = ("panen", "banjir", "pelabuhan", "sekolah", "pasar", "jembatan", "vaksin", "kereta")
PLACES = ("Karawang", "Garut", "Makassar", "Kupang", "Medan", "Surabaya", "Ambon", "Padang")
PEOPLE = ("Rina Wulandari", "Bambang Setiadi", "Made Suartana", "Yosef Tandi", "Siti Halimah")
OUTLETS = ("warta-uji.example", "kabar-coba.example", "suara-contoh.example")
LINES = (
    "Warga {place} membicarakan {topic} sejak pagi di balai desa.",
    "Pemerintah daerah menyiapkan dana Rp{sum} miliar untuk {topic} di {place}.",
    "Sebanyak {count} orang mengikuti rapat tentang {topic} itu.",
    '"Kami berharap {topic} di {place} selesai tahun ini," kata {person}, Kamis ({day}/3/2025).',
    "{person} mengatakan bahwa {topic} tidak boleh terhenti karena hujan.",
    "Petugas mencatat {count} laporan dari {place} selama sepekan.",
)
COMMON = "maklumat"  # a word that every text holds
BASE_NUMBERS = range(24)  # the articles of the archive that most parts begin with
_CONSONANTS, _VOWELS = "bdfgjkrstv", "aiuo"


@cache
def token(number: int, version: int) -> str:
    """Return the word of one version: pronounceable, in no dictionary, of one form."""
    code, letters = number * 64 + version, "zuq"
    for _ in range(3):
        code, rest = divmod(code, len(_CONSONANTS) * len(_VOWELS))
        letters += _CONSONANTS[rest % 10] + _VOWELS[rest // 10]
    return letters + "x"


def article_id(number: int) -> str:
    return f"warta-{number:04d}"


def published(number: int) -> str:
    return f"2025-03-{1 + number % 28:02d}T08:00:00+07:00"


def outlet(number: int) -> str:
    return OUTLETS[number % len(OUTLETS)]


@cache
def article(number: int, version: int = 0) -> Article:
    """Return one version of an article; title, url and day stay as the text changes."""
    chance = random.Random(number)
    topic, place = TOPICS[number // 4 % len(TOPICS)], PLACES[number // 4 % len(PLACES)]
    chosen = [
        line.format(
            topic=topic,
            place=place,
            person=chance.choice(PEOPLE),
            sum=chance.randrange(2, 90),
            count=chance.randrange(20, 900),
            day=1 + number % 28,
        )
        for line in chance.sample(LINES, 4)
    ]
    chosen.insert(1, f"Catatan {token(number, version)} masuk dalam {COMMON} redaksi.")
    return Article(
        id=article_id(number),
        title=f"Kabar {topic} dari {place} bagian {number}",
        text="\n\n".join(chosen),
        outlet=outlet(number),
        url=f"https://{outlet(number)}/berita/{number}",
        published=datetime.fromisoformat(published(number)),
    )


def row(number: int, version: int = 0) -> dict[str, str]:
    """Return an article as a line of a JSONL file."""
    made = article(number, version)
    return {
        "id": made.id,
        "title": made.title,
        "text": made.text,
        "outlet": str(made.outlet),
        "url": str(made.url),
        "published": published(number),
    }
