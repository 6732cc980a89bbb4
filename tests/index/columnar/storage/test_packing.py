"""The packed forms give back what was put in, whole or in part."""

import hypothesis.strategies as st
import numpy as np
from hypothesis import given

from kliping.index.columnar.storage import packing

numbers = st.lists(st.integers(0, 2**31 - 1) | st.integers(0, 20), max_size=40)
runs = st.lists(
    st.lists(st.integers(0, 400) | st.integers(0, 2**31 - 2), unique=True).map(sorted), max_size=8
)


@given(numbers)
def test_small_numbers(values: list[int]) -> None:
    """Numbers of any size come back, though most take a byte."""
    small, rest = packing.pack_small(np.array(values, np.int64))
    assert small.nbytes == len(values)
    assert packing.unpack_small(small, rest).tolist() == values


@given(numbers, st.data())
def test_nibbles(values: list[int], data: st.DataObject) -> None:
    """Any slice comes back, exceptions included."""
    low = data.draw(st.integers(0, len(values)))
    high = data.draw(st.integers(low, len(values)))
    packed, places, large = packing.pack_nibbles(np.array(values, np.int64))
    assert packed.nbytes == (len(values) + 1) // 2
    found = packing.unpack_nibbles(packed, places, large, low, high)
    assert found.tolist() == values[low:high]


@given(st.lists(st.integers(0, 4095)), st.data())
def test_twelve_bits(values: list[int], data: st.DataObject) -> None:
    """Any slice of numbers under 4096 comes back."""
    low = data.draw(st.integers(0, len(values)))
    high = data.draw(st.integers(low, len(values)))
    packed = packing.pack_twelve(np.array(values, np.int64))
    assert packing.unpack_twelve(packed, low, high).tolist() == values[low:high]


@given(runs, st.integers(0, 90))
def test_gaps(given: list[list[int]], length: int) -> None:
    """Runs come back, one by one and all at once, in every width and with exceptions."""
    given = [*given, list(range(0, 3 * length, 3)), [*range(length), 10**6 + length]]
    given.append(list(range(0, 3000 * length, 3000)))
    starts = packing.offsets(np.array([len(run) for run in given]))
    values = np.array([value for run in given for value in run], np.int32)
    packed = packing.pack_gaps(values, starts)
    assert packing.unpack_all_runs(packed, starts).tolist() == values.tolist()
    begins = [0] * len(packed.streams)
    for number, run in enumerate(given):
        code = packed.codes[number]
        assert packed.run(number, begins[code], len(run)).tolist() == run
        begins[code] += len(run)


def test_few_large_gaps_are_exceptions() -> None:
    """A long run with one large gap takes about a byte a number."""
    values = np.array([*range(1000), 10**6], np.int32)
    packed = packing.pack_gaps(values, np.array([0, 1001]))
    assert packed.codes.tolist() == [packing.ESCAPED]
    assert sum(stream.nbytes for stream in packed.streams) == 1001
