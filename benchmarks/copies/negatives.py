"""Pairs of texts that are related and no copies: what a finder of copies must keep apart."""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from edits import paragraphs

_NAME = re.compile(r"(?<=[\w,;)] )[A-Z]\w+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Told:
    """A text with its headline, and the day it appears on."""

    title: str
    text: str
    day: int = 0


def shared_background(part: float) -> Callable[[Sequence[Told], random.Random], tuple[Told, Told]]:
    """Return what gives two articles, this part of each a third one's paragraphs."""

    def make(told: Sequence[Told], rng: random.Random) -> tuple[Told, Told]:
        one, other, third = rng.sample(told, 3)
        background = third.text.split()[:300]
        count = round(len(background) * (1 - part) / part)
        return (
            Told(one.title, " ".join([*one.text.split()[:count], *background])),
            Told(other.title, " ".join([*other.text.split()[:count], *background])),
        )

    return make


def swapped_names(told: Sequence[Told], rng: random.Random) -> tuple[Told, Told]:
    """Give an article, and its words with all names and numbers of other articles."""
    one, other = rng.sample(told, 2)
    names = sorted({*_NAME.findall(other.text), "Wonorejo", "Sulastri", "Bambang", "Mekarsari"})
    swapped: dict[str, str] = {}

    def name(match: re.Match[str]) -> str:
        return swapped.setdefault(match[0], rng.choice(names))

    def number(match: re.Match[str]) -> str:
        digits = "".join(rng.choice("123456789") if c.isdigit() else c for c in match[0])
        return swapped.setdefault(match[0], digits)

    def swap(text: str) -> str:
        return _NUMBER.sub(number, _NAME.sub(name, text))

    return one, Told(swap(one.title), swap(one.text), 1)


def follow_up(told: Sequence[Told], rng: random.Random) -> tuple[Told, Told]:
    """Give an article, and one of two weeks later that tells it again behind news of its own."""
    one, other = rng.sample(told, 2)
    news = other.text.split()[: max(80, len(one.text.split()) // 2)]
    return one, Told(other.title, " ".join(news) + "\n" + one.text, 14)


def other_half(told: Sequence[Told], rng: random.Random) -> tuple[Told, Told]:
    """Give two articles that share one long paragraph of a third."""
    one, other, third = rng.sample(told, 3)
    shared = max(paragraphs(third.text), key=len)
    return (
        Told(one.title, one.text + "\n" + shared),
        Told(other.title, shared + "\n" + other.text),
    )


PAIRS: dict[str, Callable[[Sequence[Told], random.Random], tuple[Told, Told]]] = {
    "background .5": shared_background(0.5),
    "background .7": shared_background(0.7),
    "one paragraph": other_half,
    "names swapped": swapped_names,
    "follow-up": follow_up,
}


def _read_fillings(path: Path) -> dict[str, list[str]]:
    """Return by kind the values that forms are filled with."""
    values: defaultdict[str, list[str]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines()[2:]:
        kind, value = line.split("\t")
        values[kind].append(value)
    return values


_VALUES = _read_fillings(Path(__file__).with_name("forms.tsv"))
_CITIES, _PEOPLE, _SKIES = _VALUES["city"], _VALUES["person"], _VALUES["sky"]
_DAYS, _CLAIMS = _VALUES["day"], _VALUES["claim"]


def weather(rng: random.Random, day: int) -> Told:
    """Give a day's forecast for the same cities in the same order."""
    date = f"{_DAYS[day % 7]} ({1 + day % 28}/{1 + day // 28}/2025)"
    rows = " ".join(
        f"Di {city}, cuaca diprakirakan {rng.choice(_SKIES)} pada pagi hari dan "
        f"{rng.choice(_SKIES)} pada malam hari dengan suhu {rng.randint(21, 25)}-"
        f"{rng.randint(29, 34)} derajat Celsius."
        for city in _CITIES[:10]
    )
    text = (
        f"Badan prakiraan merilis perkiraan cuaca untuk {date}. Warga diminta menyiapkan payung "
        f"dan memantau kanal resmi. {rows} Angin umumnya bertiup dari timur ke barat laut dengan "
        "kecepatan sedang, dan gelombang di perairan selatan perlu diwaspadai nelayan kecil."
    )
    return Told(f"Prakiraan Cuaca {date}", text, day)


def earthquake(rng: random.Random, day: int) -> Told:
    """Give a bulletin about an earthquake."""
    city, other = rng.sample(_CITIES, 2)
    date = f"{_DAYS[day % 7]} ({1 + day % 28}/{1 + day // 28}/2025)"
    size, depth = f"{rng.randint(30, 68) / 10:.1f}".replace(".", ","), rng.randint(5, 180)
    text = (
        f"Gempa bumi bermagnitudo {size} mengguncang {city}, {date} pukul {rng.randint(0, 23):02}."
        f"{rng.randint(10, 59)} WIB. Pusat gempa berada di laut, {rng.randint(8, 120)} kilometer "
        f"barat daya {city} pada kedalaman {depth} kilometer. Getaran dirasakan pula di {other} "
        "selama beberapa detik. Gempa ini tidak berpotensi tsunami. Masyarakat diimbau tetap "
        "tenang dan tidak terpengaruh oleh isu yang tidak dapat dipertanggungjawabkan kebenarannya"
        ". Warga diminta menghindari bangunan yang retak dan memeriksa rumah sebelum masuk kembali."
        " Hingga berita ini ditulis belum ada laporan tentang kerusakan maupun korban."
    )
    return Told(f"Gempa M {size} Guncang {city}", text, day)


def rates(rng: random.Random, day: int) -> Told:
    """Give a day's exchange rates."""
    date = f"{_DAYS[day % 7]} ({1 + day % 28}/{1 + day // 28}/2025)"
    coins = [f"dolar {of}" for of in ("Amerika", "Singapura", "Australia")]
    coins += ["yen", "euro", "ringgit", "baht", "won"]
    rows = " ".join(
        f"Untuk {coin}, bank membeli pada harga Rp {rng.randint(2, 19)}.{rng.randint(100, 999)} "
        f"dan menjual pada harga Rp {rng.randint(2, 19)}.{rng.randint(100, 999)}."
        for coin in coins
    )
    text = f"Berikut daftar kurs yang berlaku pada {date} di kantor cabang seluruh kota. {rows}"
    return Told(f"Kurs Hari Ini, {date}", text, day)


def timetable(rng: random.Random, day: int) -> Told:
    """Give a city's prayer times, all on one day."""
    city = _CITIES[day % len(_CITIES)]
    rows = " ".join(
        f"Waktu {name} jatuh pada pukul {hour:02}.{rng.randint(10, 59)} waktu setempat."
        for name, hour in zip(
            ["imsak", "subuh", "terbit", "duha", "zuhur", "asar", "magrib", "isya"],
            (4, 4, 5, 6, 11, 15, 18, 19),
            strict=True,
        )
    )
    text = (
        f"Umat Islam di {city} dan sekitarnya menjalani hari pertama puasa. Berikut jadwal yang "
        f"diterbitkan kantor agama {city}. {rows} Jadwal ini dapat berbeda satu sampai dua menit "
        "di wilayah yang berbukit, sehingga jemaah dianjurkan menyesuaikan dengan masjid terdekat."
    )
    return Told(f"Jadwal Imsakiyah {city}", text, 0)


def obituary(rng: random.Random, day: int) -> Told:
    """Give a notice of a death."""
    name, heir = " ".join(rng.sample(_PEOPLE, 2)), rng.choice(_PEOPLE)
    city, other = rng.sample(_CITIES, 2)
    text = (
        f"Telah berpulang dengan tenang {name}, {rng.randint(58, 95)} tahun, di Rumah Sakit Umum "
        f"{city}. Jenazah disemayamkan di rumah duka Jalan {rng.choice(_PEOPLE)} Nomor "
        f"{rng.randint(2, 190)} dan akan dimakamkan di {other} pada pukul {rng.randint(8, 16)}."
        f"{rng.randint(10, 59)}. Keluarga yang diwakili {heir} menyampaikan terima kasih atas "
        "segala doa dan perhatian, serta memohon maaf atas kesalahan almarhum semasa hidup. "
        "Keluarga tidak menerima karangan bunga dan berharap kerabat mendoakan dari rumah masing-"
        "masing. Semoga amal ibadahnya diterima dan keluarga yang ditinggalkan diberi ketabahan."
    )
    return Told(f"Berita Duka: {name}", text, day)


def fact_check(rng: random.Random, day: int) -> Told:
    """Give a fact-check: the form's sentences around one claim."""
    claim = _CLAIMS[day % len(_CLAIMS)]
    city, person = rng.choice(_CITIES), " ".join(rng.sample(_PEOPLE, 2))
    text = (
        f"Beredar di media sosial {claim}. Unggahan itu pertama kali dibagikan akun {person} pada "
        f"{1 + day % 28} Maret dan disukai {rng.randint(2, 90)}.{rng.randint(100, 999)} kali. "
        "Hasil pemeriksaan tim cek fakta menunjukkan bahwa unggahan tersebut keliru. Penelusuran "
        f"dengan mesin pencari gambar membawa ke laporan dari {city} pada tahun "
        f"{rng.randint(2005, 2021)}. Kepala dinas di {city} menyatakan tidak pernah ada kejadian "
        "seperti yang disebutkan. Kesimpulan: unggahan tersebut adalah informasi yang "
        "menyesatkan. Tim cek fakta adalah jaringan yang diverifikasi lembaga internasional. "
        "Kirimkan informasi yang ingin Anda periksa melalui nomor aduan kami, dan baca panduan "
        "kami agar tidak mudah tertipu oleh kabar bohong yang beredar dari pesan ke pesan."
    )
    return Told(f"Cek Fakta: {claim.capitalize()}", text, day)


FORMS: dict[str, Callable[[random.Random, int], Told]] = {
    "weather": weather,
    "earthquakes": earthquake,
    "rates": rates,
    "timetables": timetable,
    "obituaries": obituary,
    "fact-checks": fact_check,
}
FILLINGS = 30


def iter_fillings(rng: random.Random) -> Iterator[tuple[str, list[Told]]]:
    """Yield each form with FILLINGS fillings of consecutive days, no two of them copies."""
    for name, fill in FORMS.items():
        yield name, [fill(rng, day) for day in range(FILLINGS)]
