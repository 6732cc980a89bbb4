"""What was encoded in this process need not be decoded again, and is what decoding gives."""

import pickle
from dataclasses import replace

from kliping.index import Cue, Enrichment, Mention, Quotation, Record, Speaker
from kliping.index.store import StoredResult

TEXT = 'Ani berkata, "Dua rumah rusak." Ia pulang.'
FOUND = Enrichment(
    values={"person": ("Ani",), "day": (20250428,)},
    mentions=(
        Mention(start=0, end=3, text="Ani", type="person", name="Ani", salience=0.5),
        Mention(
            start=32, end=34, text="Ia", type="person", name="Ani", salience=1.0, counted=False
        ),
    ),
    quotations=(
        Quotation(
            start=14,
            end=30,
            text="Dua rumah rusak.",
            type="direct",
            act="assert",
            confidence=0.123456,
            cue=Cue(start=4, end=11, text="berkata"),
            speaker=Speaker(start=0, end=3, as_written="Ani", name="Ani", kind="person"),
            via=(),
            quoted=((14, 30),),
        ),
    ),
    records=(Record(kind="claim", start=14, end=17, text="Dua", data={"low": 2.0, "per": ""}),),
)


def test_a_fresh_result_is_what_the_store_gives() -> None:
    """The result that is kept is the one that its JSON decodes to, rounded as that is."""
    fresh = StoredResult.of("any", "1", FOUND, 0.1)
    decoded = replace(fresh, found=None).enrichment(TEXT)
    assert decoded is not None
    assert decoded.quotations[0].confidence == 0.1235
    assert fresh.enrichment(TEXT) == decoded


def test_another_process_gets_the_json_alone() -> None:
    """A worker hands a result over without the objects that it was encoded from."""
    fresh = StoredResult.of("any", "1", FOUND, 0.1)
    passed = pickle.loads(pickle.dumps(fresh))
    assert passed == fresh
    assert passed.found is None
    assert passed.enrichment(TEXT) == fresh.enrichment(TEXT)
