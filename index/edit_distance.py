"""How far two words are from each other: insertions, deletions and exchanges of one letter.

Levenshtein, "Binary codes capable of correcting deletions, insertions, and reversals" (1966), row
by row, given up as soon as no row can end below the limit. The kernel has the same for many words
at once (`kernel/fuzzy.c`); a test compares the two.
"""


def edit_distance(one: str, other: str, most: int) -> int:
    """Return the Levenshtein distance of two words, or `most + 1` where it is larger.

    Cost: len(one) × len(other) at most.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        diagonal, row[0] = row[0], at
        least = at
        for column, counterpart in enumerate(other, 1):
            cost = min(diagonal + (letter != counterpart), row[column] + 1, row[column - 1] + 1)
            diagonal, row[column] = row[column], cost
            least = min(least, cost)
        if least > most:
            return most + 1
    return min(row[-1], most + 1)


def is_within(one: str, other: str, most: int) -> bool:
    """Tell whether the Levenshtein distance of two words is at most `most`."""
    return edit_distance(one, other, most) <= most


def is_swap(one: str, other: str) -> bool:
    """Tell whether two words differ in two neighbouring letters that changed places alone."""
    if len(one) != len(other):
        return False
    at = next((n for n, pair in enumerate(zip(one, other, strict=True)) if len({*pair}) > 1), -1)
    if at < 0:
        return False
    return one[:at] + one[at : at + 2][::-1] + one[at + 2 :] == other
