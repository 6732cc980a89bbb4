"""The state of corpus enrichers: maps, multimaps and counters, as Python's own would be."""

from collections import Counter, defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kliping.index import ArgumentError, Article
from kliping.index.store import CorpusState, Store

INTEGERS = st.integers(-(1 << 63), (1 << 63) - 1) | st.integers(0, 5)
STRINGS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = {
    int: INTEGERS,
    str: STRINGS,
    bytes: st.binary(max_size=20),
    float: st.floats(allow_nan=False),
}
MEMBERS = (int, str, bytes)

shared = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)


def used(store: Store, use: Callable[[CorpusState], Any], enricher: str = "uji") -> Any:
    """Return what a use of an enricher's state gives, in a transaction of its own."""
    with store.write() as transaction, transaction.state(enricher) as state:
        return use(state)


def empty(store: Store) -> None:
    with store.write() as transaction:
        transaction.begin_state("uji")


@shared
@given(st.data(), st.sampled_from([int, str]), st.sampled_from(list(VALUES)))
def test_a_map_is_a_dictionary(store: Store, data: st.DataObject, key: type, value: type) -> None:
    """After any puts and removals a map answers as a dictionary would, in order of key."""
    empty(store)
    expected: dict[Any, Any] = {}
    keys, values = VALUES[key], VALUES[value]
    for _ in range(data.draw(st.integers(1, 4))):
        put = data.draw(st.lists(st.tuples(keys, values), max_size=6))
        gone = data.draw(st.lists(keys | st.sampled_from(sorted(expected) or [None]), max_size=3))
        gone = [each for each in gone if each is not None]

        def change(state: CorpusState, put: list[Any] = put, gone: list[Any] = gone) -> None:
            state.map("m", key, value).put_many(put)
            state.map("m", key, value).remove(gone)

        used(store, change)
        expected.update(put)
        for each in gone:
            expected.pop(each, None)
    asked = [*expected, *data.draw(st.lists(keys, max_size=3))]
    found = used(store, lambda state: state.map("m", key, value).get_many(asked))
    assert found == expected
    assert used(store, lambda state: len(state.map("m", key, value))) == len(expected)
    in_order = used(store, lambda state: state.map("m", key, value).keys())
    assert in_order == sorted(expected, key=lambda k: k.encode() if isinstance(k, str) else k)
    assert store.check(deep=True) == []


@shared
@given(st.data(), st.sampled_from([int, str]), st.sampled_from(MEMBERS))
def test_a_multimap_is_sets(store: Store, data: st.DataObject, key: type, member: type) -> None:
    """After any additions and removals members are those of sets, in order, within the bounds."""
    empty(store)
    expected: defaultdict[Any, set[Any]] = defaultdict(set)
    few = data.draw(st.lists(VALUES[key], min_size=1, max_size=4))
    pairs = st.lists(st.tuples(st.sampled_from(few), VALUES[member]), max_size=60)
    for _ in range(data.draw(st.integers(1, 3))):
        added, removed = data.draw(pairs), data.draw(pairs)
        removed += data.draw(st.permutations(added))[:3]

        def change(state: CorpusState, added: Any = added, removed: Any = removed) -> None:
            state.multimap("m", key, member).add(added)
            state.multimap("m", key, member).remove(removed)

        used(store, change)
        for each, one in added:
            expected[each].add(one)
        for each, one in removed:
            expected[each].discard(one)
    bounds: st.SearchStrategy[Any] = st.none() | VALUES[member]
    low, high = (data.draw(bounds) for _ in range(2))
    limit = data.draw(st.none() | st.integers(1, 40))

    def order(one: Any) -> Any:
        return one.encode() if isinstance(one, str) else one

    within = {
        each: [
            one
            for one in sorted(ones, key=order)
            if (low is None or order(one) >= order(low))
            and (high is None or order(one) <= order(high))
        ][:limit]
        for each, ones in expected.items()
    }
    twice: list[Any] = [*few, *few]
    found = used(
        store,
        lambda state: state.multimap("m", key, member).members_of(
            twice, low=low, high=high, limit=limit
        ),
    )
    assert found == {each: ones for each, ones in within.items() if ones}
    assert store.check(deep=True) == []


def _count(batch: list[tuple[int, int]], state: CorpusState) -> None:
    state.counter("n", int).add(batch)


@shared
@given(st.lists(st.lists(st.tuples(st.integers(0, 9), st.integers(-3, 3)), max_size=9), max_size=4))
def test_a_counter_counts(store: Store, batches: list[list[tuple[int, int]]]) -> None:
    """Numbers add up over transactions, and those that are 0 are not there."""
    empty(store)
    expected: Counter[int] = Counter()
    for batch in batches:
        used(store, partial(_count, batch))
        for key, number in batch:
            expected[key] += number
    found = used(store, lambda state: state.counter("n", int).get_many(range(10)))
    assert found == {key: number for key, number in expected.items() if number}
    assert store.check(deep=True) == []


def test_what_fails_is_taken_back(store: Store) -> None:
    """An exception in the block takes the state's changes back, and what it raised goes on."""
    used(store, lambda state: state.multimap("m", int, int).add([(1, 1)]))

    def fail() -> None:
        with store.write() as transaction:
            transaction.put(Article(id="a", text="x"), "00", ())
            try:
                with transaction.state("uji") as state:
                    state.multimap("m", int, int).add([(1, 2)])
                    state.map("new", int, int).put(1, 1)
                    raise RuntimeError("halt")
            except RuntimeError:
                pass

    fail()
    assert used(store, lambda state: state.multimap("m", int, int).members(1)) == [1]
    assert used(store, lambda state: state.map("new", int, int).keys()) == []
    assert store.ids() == ["a"]
    assert store.check(deep=True) == []


def test_enrichers_do_not_meet(store: Store) -> None:
    """Maps of one name of two enrichers are two maps."""
    used(store, lambda state: state.map("m", int, int).put(1, 1), "satu")
    used(store, lambda state: state.map("m", str, str).put("x", "y"), "dua")
    assert used(store, lambda state: state.map("m", int, int).get(1), "satu") == 1
    with store.write() as transaction:
        transaction.begin_state("satu")
    assert used(store, lambda state: state.map("m", int, int).get(1), "satu") is None
    assert used(store, lambda state: state.map("m", str, str).get("x"), "dua") == "y"


@pytest.mark.parametrize(
    "use",
    [
        lambda state: state.map("m", int, int).put("a", 1),
        lambda state: state.map("m", int, int).put(1, 1.5),
        lambda state: state.map("m", int, int).put(True, 1),
        lambda state: state.map("f", int, float).put(1, float("nan")),
        lambda state: state.map("m", int, int).put(1 << 63, 1),
        lambda state: state.map("m", int, int).get_many([None]),
        lambda state: state.multimap("n", int, int).members(1, low="a"),
        lambda state: state.counter("c", int).add([(1, 0.5)]),
        lambda state: state.map("there", str, int),
        lambda state: state.multimap("there", int, int),
    ],
)
def test_types_are_kept(store: Store, use: Callable[[CorpusState], Any]) -> None:
    """A value of another type, or a map asked for with other types, is an error that names it."""
    used(store, lambda state: state.map("there", int, int).put(1, 1))
    with pytest.raises(ArgumentError, match="of enricher 'uji'"):
        used(store, use)


def test_a_state_ends_with_its_call(store: Store) -> None:
    """What an enricher keeps of its state cannot be used later."""
    kept = used(store, lambda state: (state, state.map("m", int, int)))
    with pytest.raises(ArgumentError, match="ask for it in each call"):
        kept[0].map("m", int, int)
    with pytest.raises(ArgumentError, match="ask for it in each call"):
        kept[1].put(1, 1)


def test_a_state_is_complete_until_it_begins_anew(store: Store) -> None:
    """Whether a state holds all articles is known by fingerprint."""
    with store.write() as transaction:
        transaction.complete_state("uji", "uji|1")
    assert store.has_state("uji", "uji|1")
    assert not store.has_state("uji", "uji|2")
    with store.write() as transaction:
        transaction.begin_state("uji")
    assert not store.has_state("uji", "uji|1")
