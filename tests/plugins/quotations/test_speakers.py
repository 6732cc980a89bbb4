"""Who speaks: names without titles, appositions, bodies, anonymous people, pronouns."""

from collections.abc import Callable

import pytest

from kliping.index.records import Mention, Quotation

Find = Callable[..., list[Quotation]]


def speaker(found: list[Quotation]) -> tuple[str, str, str]:
    assert found
    who = found[-1].speaker
    assert who is not None
    return who.name, who.as_written, who.kind


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("Presiden Prancis Emmanuel Macron", "Emmanuel Macron"),
        ("Ketua Umum PP Muhammadiyah Haedar Nashir", "Haedar Nashir"),
        ("Kepala Bidang Humas Polda Metro Jaya Komisaris Besar Ade Ary", "Ade Ary"),
        ("Menteri Kelautan dan Perikanan Sakti Wahyu Trenggono", "Sakti Wahyu Trenggono"),
        (
            "Menteri Koordinator Bidang Politik, Hukum, dan Keamanan Hadi Tjahjanto",
            "Hadi Tjahjanto",
        ),
        ("Kapolres Garut AKBP Rohman Yonky", "Rohman Yonky"),
        ("Direktur Utama PT Kereta Api Indonesia (KAI) Didiek Hartantyo", "Didiek Hartantyo"),
        ("Juru bicara Kementerian Pertahanan Edwin Sumantha", "Edwin Sumantha"),
        ("Prof. Dr. Zubairi Djoerban", "Zubairi Djoerban"),
        ("Letjen TNI Suharyanto", "Suharyanto"),
        ("mantan Wakil Presiden Jusuf Kalla", "Jusuf Kalla"),
        ("Kepala Daop 8 Surabaya Wisnu Pramudyo", "Wisnu Pramudyo"),
        ("Menteri Perhubungan Budi Karya Sumadi", "Budi Karya Sumadi"),
        ("Rektor Universitas Airlangga Mohammad Nasih", "Mohammad Nasih"),
        ("Kepala Staf Angkatan Laut, Muhammad Ali,", "Muhammad Ali"),
        ("Muhammad Ali, kepala Staf Angkatan Laut,", "Muhammad Ali"),
        ("Sumiyati (52), pedagang gudeg di Pasar Beringharjo,", "Sumiyati"),
        ("Direktur di lembaga itu, Larasati Anggun,", "Larasati Anggun"),
        ("Juragan kapal, Syamsul Bahri,", "Syamsul Bahri"),
        ("Kuasa hukum Sinar Terang Abadi, Eggi Pratama,", "Eggi Pratama"),
        ("Wahyu Widodo, yang juga hadir dalam acara itu,", "Wahyu Widodo"),
        ("Wahyu Widodo, saat ditemui di Balai Kota,", "Wahyu Widodo"),
        ("Wahyu Widodo pada Sabtu (26/4/2025)", "Wahyu Widodo"),
        ("Sebelumnya, Wahyu Widodo juga", "Wahyu Widodo"),
        ("Dalam rapat di Kendari, Wahyu Widodo", "Wahyu Widodo"),
        ("Menanggapi tuduhan itu, Wahyu Widodo", "Wahyu Widodo"),
        ("Ketua RT 05, Suyatno Hadi,", "Suyatno Hadi"),
    ],
)
def test_titles_come_off_a_speaker_before_the_cue(find: Find, subject: str, name: str) -> None:
    """The name is the person's alone, in both orders of an apposition and behind adjuncts."""
    assert speaker(find(f"{subject} mengatakan bahwa jalan itu akan dibuka."))[0] == name


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        (
            "Kepala Dusun Ngemplak, Kelurahan Sari, Kecamatan Moyo, Wahyu Wibowo, di Sleman",
            "Wahyu Wibowo",
        ),
        ("juru bicara Gugus Tugas Covid - 19 Kabupaten Bekasi, Alamsyah, Rabu sore", "Alamsyah"),
        ("peneliti senior Centropolis, Suryono Herlambang, di Jakarta", "Suryono Herlambang"),
        ("Ketua KPUD Muna, Kubais, Senin (7/9)", "Kubais"),
        ("anggota Tim Peneliti GeNose dari UGM, Dian Kesuma, seusai rapat", "Dian Kesuma"),
        ("Kapolsek Tebet Komisaris Budi Cahyono kepada wartawan", "Budi Cahyono"),
        ("Andi di Samarinda ketika dihubungi", "Andi"),
        ("Ketua DPR Puan Maharani dalam sidang paripurna", "Puan Maharani"),
        ("Herman Deru sambil tersenyum", "Herman Deru"),
        ("Herman Deru lagi", "Herman Deru"),
        ("dr. Tirta Mandira, Kamis (2/1)", "Tirta Mandira"),
    ],
)
def test_titles_come_off_a_speaker_after_the_cue(find: Find, phrase: str, name: str) -> None:
    """What follows `kata` is read up to its adjuncts, places in commas included."""
    assert speaker(find(f'"Kami segera turun," kata {phrase}.'))[0] == name


@pytest.mark.parametrize(
    ("subject", "name", "kind"),
    [
        ("Kementerian Luar Negeri", "Kementerian Luar Negeri", "organisation"),
        ("KPK", "KPK", "organisation"),
        ("Kantor berita resmi KCNA", "KCNA", "organisation"),
        ("Komisi Militer Pusat Korea Utara", "Komisi Militer Pusat Korea Utara", "organisation"),
        ("Pemerintah Jepang", "Pemerintah Jepang", "organisation"),
        ("Militer Korea Selatan", "Militer Korea Selatan", "organisation"),
        ("Polisi", "Polisi", "organisation"),
        ("Sebelumnya, militer Myanmar", "Militer Myanmar", "organisation"),
        ("Korut", "Korea Utara", "place"),
        ("Moskow", "Rusia", "place"),
        ("Pyongyang", "Korea Utara", "place"),
        ("KOREA Utara", "Korea Utara", "place"),
        ("AS", "Amerika Serikat", "place"),
        ("Seorang pejabat senior AS", "seorang pejabat senior AS", "anonymous"),
        ("Pejabat Ukraina", "pejabat Ukraina", "anonymous"),
        ("Pakar militer", "pakar militer", "anonymous"),
        ("Salah satu saksi", "salah satu saksi", "anonymous"),
    ],
)
def test_bodies_states_and_people_without_a_name(
    find: Find, subject: str, name: str, kind: str
) -> None:
    """Bodies keep their noun, capitals stand for their states, and the unnamed stay unnamed."""
    found = speaker(find(f"{subject} mengatakan bahwa perundingan akan dilanjutkan."))
    assert (found[0], found[2]) == (name, kind)


def test_a_hidden_name_stays_anonymous(find: Find) -> None:
    """`yang tidak disebutkan namanya` belongs to no name."""
    text = (
        "Axios mengutip seorang diplomat Eropa yang tidak disebutkan namanya yang mengatakan "
        "bahwa perundingan gagal."
    )
    name, _, kind = speaker(find(text))
    assert (name, kind) == ("seorang diplomat Eropa", "anonymous")


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("Anies Baswedan dan Sandiaga Uno", "Anies Baswedan dan Sandiaga Uno"),
        ("Korea Utara dan Rusia", "Korea Utara dan Rusia"),
        ("Intelijen Korea Selatan dan Barat", "Intelijen Korea Selatan dan Barat"),
    ],
)
def test_coordinated_speakers_are_named_together(find: Find, subject: str, name: str) -> None:
    """Two speakers of one quotation are one speaker with both names."""
    assert speaker(find(f"{subject} mengatakan bahwa pasukan telah ditarik."))[0] == name


@pytest.mark.parametrize(
    "text",
    [
        'Direktur Bulog Bayu Krisna datang. "Gudang penuh," kata Bayu.',
        '"Gudang penuh," kata Bayu. Direktur Bulog Bayu Krisna lalu pergi.',
        'Direktur Bulog Bayu Krisna datang. "Gudang penuh," kata Krisna.',
        "Direktur Bulog Bayu Krisna datang. Menurut Bayu, gudang itu penuh.",
    ],
)
def test_a_short_name_becomes_the_full_one(find: Find, text: str) -> None:
    """A first or last name is the full name that the article gives before or after."""
    assert find(text)[0].speaker is not None
    names = {quotation.speaker.name for quotation in find(text) if quotation.speaker}
    assert names == {"Bayu Krisna"}


def test_a_pair_of_candidates_is_two_people(find: Find) -> None:
    """A hyphen between two full names ends the first."""
    text = 'Paslon Rusman Latief-Dewi Anggun mendaftar. "Kami siap menang," kata Rusman.'
    assert speaker(find(text))[0] == "Rusman Latief"


def test_a_person_is_described_before_the_pronoun(find: Find) -> None:
    """`Pemeran utamanya, X, …` makes X whom -nya means, whoever spoke before."""
    text = (
        'Juri Rani Cahyani memuji film itu. "Bagus sekali," kata Rani. '
        'Pemeran utamanya, Bagus Prakosa, semula menolak. "Saya takut," ujarnya.'
    )
    assert speaker(find(text))[0] == "Bagus Prakosa"


def test_two_spellings_of_one_surname_meet(find: Find) -> None:
    """A surname within two letters of the only full name of the article is that name."""
    text = 'Presiden Volodymyr Zelenskyy tiba di Warsawa. "Kami bertahan," kata Zelensky.'
    assert speaker(find(text))[0] == "Volodymyr Zelenskyy"


@pytest.mark.parametrize(
    ("pronoun", "name"),
    [
        ("Ia", "Siti Rahma"),
        ("Dia", "Siti Rahma"),
        ("Beliau", "Siti Rahma"),
        ("Perempuan itu", "Siti Rahma"),
    ],
)
def test_a_singular_pronoun_is_the_last_person(find: Find, pronoun: str, name: str) -> None:
    """Between a body and a person, `ia` is the person."""
    text = f"Camat Tebet Siti Rahma menutup acara itu. {pronoun} mengatakan jalan akan dibuka."
    found = speaker(find(text))
    assert found[:2] == (name, pronoun)


def test_a_plural_pronoun_is_the_last_body(find: Find) -> None:
    """`mereka` is who can be many: a body, a state, a group."""
    text = (
        "Komisi Pemilihan Umum menyatakan tahapan berjalan lancar. "
        "Mereka mengatakan logistik telah dikirim."
    )
    assert speaker(find(text))[0] == "Komisi Pemilihan Umum"


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("komisi tersebut", "Komisi Pemberantasan Korupsi"),
        ("lembaga itu", "Komisi Pemberantasan Korupsi"),
    ],
)
def test_a_definite_body_is_the_one_named_before(find: Find, phrase: str, name: str) -> None:
    """`komisi tersebut` and `lembaga itu` point back to a body that spoke."""
    text = (
        "Komisi Pemberantasan Korupsi menyatakan penyidikan berlanjut. "
        f"Berkas segera dilimpahkan, kata {phrase}."
    )
    assert speaker(find(text))[0] == name


def test_a_title_alone_is_its_holder(find: Find) -> None:
    """`Presiden` is the person whose name follows that title elsewhere."""
    text = 'Presiden Joko Widodo meninjau bendungan. "Airnya cukup," kata Presiden.'
    assert speaker(find(text))[:2] == ("Joko Widodo", "Presiden")


def test_a_rank_with_a_demonstrative_is_its_holder(find: Find) -> None:
    """`jenderal itu` is the general named before."""
    text = 'Jenderal Oleh Kovalenko meninjau garis depan. "Kami bertahan," kata jenderal itu.'
    assert speaker(find(text))[0] == "Oleh Kovalenko"


def test_an_agent_of_a_passive_is_a_subject_too(find: Find) -> None:
    """`Hal itu disampaikan X` makes X whom -nya means."""
    text = (
        "Hal itu disampaikan Kepala Dinas Kesehatan Sulsel, Ishaq Iskandar, di Makassar. "
        '"Vaksin cukup untuk tiga bulan," katanya.'
    )
    assert speaker(find(text))[0] == "Ishaq Iskandar"


def test_mentions_of_the_entities_enricher_name_the_speaker(find: Find) -> None:
    """Where entities are known, their normalised name is the speaker's."""
    text = 'Menkeu Sri Mulyani hadir. "Defisit terkendali," kata Sri Mulyani.'
    at = text.rindex("Sri Mulyani")
    mentions = tuple(
        Mention(
            start=s, end=s + 11, text="Sri Mulyani", type="person", name="Sri Mulyani Indrawati"
        )
        for s in (7, at)
    )
    assert speaker(find(text, mentions=mentions))[0] == "Sri Mulyani Indrawati"
