/* Marks and snippets of the rows that a page of hits shows (search/retrieval/shown.py). */
#include "words.h"

/* A row, opened: int32 counts of body, kept and quoted spans and of bytes of strings; the spans;
 * the strings; the text. */
typedef struct {
    const uint8_t *spans, *text, *end;
    int32_t body, keep, quoted;
} Row;

/* Returns whether the bytes are such a row. */
static int open_row(const char *bytes, Py_ssize_t size, Row *row) {
    int32_t head[4];
    if (size < (Py_ssize_t)sizeof head) return 0;
    memcpy(head, bytes, sizeof head);
    for (int n = 0; n < 4; n++)
        if (head[n] < 0) return 0;
    int64_t pairs = (int64_t)head[0] + head[1] + head[2];
    int64_t at = (int64_t)sizeof head + 8 * pairs + head[3];
    if (at > size) return 0;
    row->spans = (const uint8_t *)bytes + sizeof head;
    row->text = (const uint8_t *)bytes + at;
    row->end = (const uint8_t *)bytes + size;
    row->body = head[0], row->keep = head[1], row->quoted = head[2];
    return 1;
}

static int32_t edge(const uint8_t *spans, int64_t number) {
    int32_t value;
    memcpy(&value, spans + 4 * number, 4);
    return value;
}

/* Opens row `n` of a list; returns 1, 0 for one that is no such row, -1 with an error. */
static int row_of(PyObject *rows, Py_ssize_t n, Row *row) {
    char *bytes;
    Py_ssize_t size;
    PyObject *given = PyList_GetItem(rows, n);
    if (!given || PyBytes_AsStringAndSize(given, &bytes, &size) < 0) return -1;
    return open_row(bytes, size, row);
}

/* A growing list of int32. */
typedef struct {
    int32_t *items;
    Py_ssize_t count, room;
} Numbers;

static int append(Numbers *numbers, int32_t a, int32_t b, int32_t c) {
    if (numbers->count + 3 > numbers->room) {
        Py_ssize_t room = numbers->room ? 2 * numbers->room : 96;
        int32_t *items = realloc(numbers->items, room * sizeof *items);
        if (!items) {
            PyErr_NoMemory();
            return -1;
        }
        numbers->items = items;
        numbers->room = room;
    }
    int32_t *at = numbers->items + numbers->count;
    at[0] = a, at[1] = b, at[2] = c;
    numbers->count += 3;
    return 0;
}

/* What marks() looks for. */
typedef struct {
    const int32_t *wanted, *kinds;
    Py_ssize_t count;
    uint64_t mask;
    const uint8_t *traits;
} Sought;

/* Appends (start, end, kind) of the words that are sought. Returns 1, 0 for a text that cannot be
 * read here, -1 with an error. */
static int mark_row(Table *table, const Row *row, const Sought *sought, int known, int *next,
                    PyObject *fresh, Numbers *found) {
    if (row->end - row->text > INT32_MAX / 8 || !is_readable(row->text, row->end)) return 0;
    const uint8_t *at = row->text;
    int32_t point = 0;
    for (int32_t s = 0; s < row->body; s++) {
        int32_t low = edge(row->spans, 2 * (int64_t)s), high = edge(row->spans, 2 * (int64_t)s + 1);
        if (low < point || high < low) return 0;
        at = behind(at, row->end, low - point);
        point = low;
        const uint8_t *end = behind(at, row->end, high - point);
        for (const uint8_t *begin; (begin = next_word(&at, end, &point));) {
            int32_t start = point;
            point += (int32_t)points_between(begin, at);
            if (known) {
                int bit = trait(begin, at - begin);
                if (!(sought->traits[bit >> 3] >> (bit & 7) & 1)) continue;
            }
            int32_t number = surface_number(table, begin, at - begin, next, fresh);
            if (number < 0) return -1;
            if (!(sought->mask >> (number & 63) & 1)) continue;
            Py_ssize_t place = place_of(sought->wanted, sought->count, number);
            if (place < 0 || sought->kinds[place] < 0) continue;
            if (append(found, start, point, sought->kinds[place]) < 0) return -1;
        }
    }
    return 1;
}

/* marks(table, rows, known, next, wanted int32 ascending, kinds int32, traits uint8[512])
 *     -> (for each row its marks or None, new surfaces).
 *
 * A row's marks are (start, end, kind) as int32 bytes: the words in its body that are wanted, with
 * the kind of each; a kind below 0 marks nothing. None for a row whose text find() cannot read.
 * `known` has a byte a row: 1 says that all surfaces of its text are known, as for find(). */
PyObject *marks(PyObject *self, PyObject *args) {
    PyObject *capsule, *rows, *wanted_given, *kinds_given, *traits_given;
    const char *known;
    Py_ssize_t known_count;
    int next;
    if (!PyArg_ParseTuple(args, "OO!y#iOOO", &capsule, &PyList_Type, &rows, &known, &known_count,
                          &next, &wanted_given, &kinds_given, &traits_given))
        return NULL;
    Table *table = PyCapsule_GetPointer(capsule, "surfaces");
    if (!table) return NULL;
    Buffer buffers[3] = {{.open = 0}, {.open = 0}, {.open = 0}};
    PyObject *fresh = PyList_New(0), *result = NULL, *answer = NULL;
    Numbers found = {NULL, 0, 0};
    Py_ssize_t count = PyList_Size(rows);
    if (!fresh || open_buffer(wanted_given, &buffers[0], I32, 0) < 0 ||
        open_buffer(kinds_given, &buffers[1], I32, 0) < 0 ||
        open_buffer(traits_given, &buffers[2], U8, 0) < 0)
        goto end;
    if (known_count != count || buffers[0].items != buffers[1].items ||
        buffers[2].items != TRAITS / 8) {
        PyErr_SetString(PyExc_ValueError,
                        "kernel: a byte a row, a kind a wanted surface, 512 bytes of traits");
        goto end;
    }
    Sought sought = {buffers[0].view.buf, buffers[1].view.buf, buffers[0].items, 0,
                     buffers[2].view.buf};
    for (Py_ssize_t n = 0; n < sought.count; n++)
        sought.mask |= (uint64_t)1 << (sought.wanted[n] & 63);
    answer = PyList_New(0);
    if (!answer) goto end;
    for (Py_ssize_t n = 0; n < count; n++) {
        Row row;
        int opened = row_of(rows, n, &row);
        if (opened < 0) goto end;
        found.count = 0;
        if (opened) opened = mark_row(table, &row, &sought, known[n], &next, fresh, &found);
        if (opened < 0) goto end;
        PyObject *one = NULL;
        if (opened) one = PyBytes_FromStringAndSize((const char *)found.items, 4 * found.count);
        if (opened && !one) goto end;
        int failed = PyList_Append(answer, one ? one : Py_None) < 0;
        Py_XDECREF(one);
        if (failed) goto end;
    }
    result = PyTuple_Pack(2, answer, fresh);
end:
    free(found.items);
    Py_XDECREF(answer);
    Py_XDECREF(fresh);
    close_buffers(buffers, 3);
    return result;
}

/* A text as code points, with the marks in it. */
typedef struct {
    int32_t *points;
    int64_t size;
    const int32_t *marks; /* start, end, kind */
    int64_t count;
    int64_t *counts; /* room for one a kind */
    int64_t kinds;
} Text;

#define START(text, n) ((int64_t)(text)->marks[3 * (n)])
#define END(text, n) ((int64_t)(text)->marks[3 * (n) + 1])
#define KIND(text, n) ((text)->marks[3 * (n) + 2])

typedef struct {
    int64_t start, end;
} Stretch;

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }

/* As Python's str.isspace and str.isalnum: of what is_readable() lets pass. */
static int is_blank(int32_t c) {
    return c == ' ' || (c >= 9 && c <= 13) || (c >= 28 && c <= 31) || c == 0xA0;
}

static int is_written(int32_t c) {
    if (c < 0x80) return is_word((uint8_t)c);
    return c >= 0xC0 && c < 0x240 && c != 0xD7 && c != 0xF7;
}

static int is_closing(int32_t c) {
    return c == '"' || c == 0x201D || c == 0x2019 || c == '\'' || c == ')' || c == ']';
}

/* The next end of a sentence from `at`, within `high` (sentences.py, SENTENCE_END): its blanks are
 * [*start, *end). Returns whether there is one. */
static int next_end(const Text *text, int64_t at, int64_t high, int64_t *start, int64_t *end) {
    for (; at < high; at++) {
        int32_t c = text->points[at];
        int64_t behind = at;
        if (c == '.' || c == '!' || c == '?' || c == 0x2026) {
            behind++;
            while (behind < high && is_closing(text->points[behind])) behind++;
            if (behind == high || !is_blank(text->points[behind])) continue;
        } else if (c != '\n') {
            continue;
        }
        *start = behind;
        while (behind < high && is_blank(text->points[behind])) behind++;
        *end = behind;
        return 1;
    }
    return 0;
}

/* snippets.py, _densest. Returns 0 if a mark lies outside the body. */
static int densest(const Text *text, const Row *row, int64_t length, Stretch *best) {
    double best_score = 0.0;
    int64_t last = 0, different = 0;
    int32_t piece = 0;
    *best = (Stretch){0, 0};
    memset(text->counts, 0, text->kinds * sizeof *text->counts);
    for (int64_t first = 0; first < text->count; first++) {
        while (piece < row->body && edge(row->spans, 2 * (int64_t)piece + 1) < END(text, first))
            piece++;
        if (piece == row->body) return 0;
        int64_t until =
            least(START(text, first) + length, edge(row->spans, 2 * (int64_t)piece + 1));
        for (; last < text->count && END(text, last) <= until; last++)
            different += !text->counts[KIND(text, last)]++;
        if (last <= first) { /* one mark longer than the snippet */
            last = first + 1;
            continue;
        }
        double score = (double)different + 0.2 * (double)least(last - first - different, 2);
        if (score > best_score) {
            *best = (Stretch){first, last};
            best_score = score;
        }
        different -= !--text->counts[KIND(text, first)];
    }
    return 1;
}

/* snippets.py, _tightest. */
static Stretch tightest(const Text *text, Stretch of) {
    int64_t wanted = 0, different = 0, low = of.start;
    memset(text->counts, 0, text->kinds * sizeof *text->counts);
    for (int64_t n = of.start; n < of.end; n++) wanted += !text->counts[KIND(text, n)]++;
    memset(text->counts, 0, text->kinds * sizeof *text->counts);
    Stretch best = of;
    for (int64_t high = of.start; high < of.end; high++) {
        different += !text->counts[KIND(text, high)]++;
        while (text->counts[KIND(text, low)] > 1) text->counts[KIND(text, low++)]--;
        int64_t width = END(text, best.end - 1) - START(text, best.start);
        if (different == wanted && END(text, high) - START(text, low) < width)
            best = (Stretch){low, high + 1};
    }
    return best;
}

/* snippets.py, _word_edge. */
static int64_t word_edge(const Text *text, int64_t at, int64_t high) {
    if (at == 0 || is_blank(text->points[at - 1])) return at;
    while (at < high && !is_blank(text->points[at])) at++;
    if (at >= high) return high;
    while (at < high && is_blank(text->points[at])) at++;
    return at;
}

/* snippets.py, _last_end. */
static int64_t last_end(const Text *text, int64_t low, int64_t high, int64_t enough) {
    int64_t start, end, last = -1;
    for (int64_t at = low; next_end(text, at, least(high + 1, text->size), &start, &end); at = end)
        last = start;
    if (last >= 0 && last >= enough) return least(last, high);
    if (high >= text->size || is_blank(text->points[high])) return high;
    int64_t cut = high;
    while (cut > low && !is_blank(text->points[cut - 1])) cut--;
    return cut > low ? cut : high;
}

/* Where a stretch of `length` around `inner` begins (snippets.py, _widen). */
static int64_t beginning(const Text *text, Stretch piece, Stretch inner, int64_t length) {
    int64_t low = most(piece.start, inner.end - length), start, end, nearest = -1, count = 0;
    for (int64_t at = low; next_end(text, at, inner.start, &start, &end); at = end) {
        nearest = end;
        count++;
    }
    if (nearest < 0 && low == piece.start) nearest = low;
    if (nearest < 0) {
        int64_t spare = length - (inner.end - inner.start);
        int64_t third = spare >= 0 ? spare / 3 : -((2 - spare) / 3);
        return word_edge(text, most(low, inner.start - third), inner.start);
    }
    /* The nearest sentence; an earlier one only where the text would else end too soon. */
    if (piece.end - nearest >= length || inner.end - nearest > length) return nearest;
    int64_t chosen = nearest;
    for (count--; count >= 0 && piece.end - chosen < length; count--) {
        int64_t begin = -1, n = 0;
        for (int64_t at = low; n < count && next_end(text, at, inner.start, &start, &end); at = end)
            begin = end, n++;
        if (!count) begin = low == piece.start ? low : -1;
        if (begin < 0 || inner.end - begin > length) break;
        chosen = begin;
    }
    return chosen;
}

/* snippets.py, _widen. */
static Stretch widen(const Text *text, Stretch piece, Stretch inner, int64_t length) {
    int64_t start = beginning(text, piece, inner, length), end = least(piece.end, start + length);
    if (end < piece.end) end = last_end(text, inner.end, end, start + length * 2 / 3);
    int64_t until = inner.end > inner.start ? inner.start : end;
    while (start < until && is_blank(text->points[start])) start++;
    while (end > most(inner.end, start) && is_blank(text->points[end - 1])) end--;
    return (Stretch){start, most(start, end)};
}

static int opens(int32_t c) {
    return c == '"' || c == 0x201C || c == 0x2018 || c == '\'' || c == '(';
}

/* snippets.py, _without_cuts. */
static Stretch without_cuts(const Text *text, const Row *row, Stretch window, Stretch inner) {
    int64_t start = window.start, end = window.end;
    for (int64_t n = row->body; n < (int64_t)row->body + row->keep; n++) {
        int64_t first = edge(row->spans, 2 * n), last = edge(row->spans, 2 * n + 1);
        if (first < start && start < last && last <= inner.start) start = last;
        if (first < end && end < last && most(inner.end, start) <= first) end = first;
    }
    while (start < inner.start && !is_written(text->points[start]) && !opens(text->points[start]))
        start++;
    while (end > most(inner.end, start) && is_blank(text->points[end - 1])) end--;
    return (Stretch){start, end};
}

/* Whether a sentence ends before `high`, back to `low`. */
static int ends_before(const Text *text, int64_t low, int64_t high) {
    while (high > low && (is_closing(text->points[high - 1]) || text->points[high - 1] == ' '))
        high--;
    if (high <= low) return 0;
    int32_t c = text->points[high - 1];
    return c == '.' || c == '!' || c == '?';
}

/* snippets.py, _is_sentence_edge; `before` is where the left out ends, or where it begins. */
static int is_edge(const Text *text, int64_t low, int64_t high, int ends) {
    int64_t last = high;
    while (last > low && is_blank(text->points[last - 1])) last--;
    if (last <= low) return 1; /* nothing is left out */
    return ends ? ends_before(text, 0, low) : ends_before(text, low, last);
}

/* What is shown, as UTF-8, and how many code points of it there are. */
typedef struct {
    uint8_t *bytes;
    int64_t size, points;
} Line;

static void put(Line *line, int32_t c) {
    uint8_t *at = line->bytes + line->size;
    if (c < 0x80) {
        *at = (uint8_t)c;
        line->size++;
    } else if (c < 0x800) {
        at[0] = (uint8_t)(0xC0 | c >> 6), at[1] = (uint8_t)(0x80 | (c & 63));
        line->size += 2;
    } else {
        at[0] = (uint8_t)(0xE0 | c >> 12), at[1] = (uint8_t)(0x80 | (c >> 6 & 63));
        at[2] = (uint8_t)(0x80 | (c & 63));
        line->size += 3;
    }
    line->points++;
}

/* Puts a stretch with each run of blanks as one space. */
static void put_evened(Line *line, const Text *text, int64_t at, int64_t end) {
    while (at < end) {
        if (!is_blank(text->points[at])) {
            put(line, text->points[at++]);
            continue;
        }
        put(line, ' ');
        while (at < end && is_blank(text->points[at])) at++;
    }
}

/* Who says most of the marks (snippets.py, _speaker): the number of the quotation, or -1. */
static Py_ssize_t speaker_of(const Text *text, const Row *row, Stretch shown, Stretch window) {
    Py_ssize_t best = -1;
    int64_t highest = 0, first = (int64_t)row->body + row->keep;
    for (int64_t q = first; q < first + row->quoted; q++) {
        int64_t low = edge(row->spans, 2 * q), high = edge(row->spans, 2 * q + 1), inside = 0;
        for (int64_t n = shown.start; n < shown.end; n++)
            inside += END(text, n) <= window.end && low <= START(text, n) && END(text, n) <= high;
        if (inside > highest) highest = inside, best = q - first;
    }
    return best;
}

/* Returns (text, marks, speaker): snippets.py, _cut. `shown` are the marks from the window's start
 * on; those that end behind it are left out. */
static PyObject *cut(const Text *text, const Row *row, Stretch window, Stretch piece,
                     Stretch shown) {
    Line line = {malloc(3 * (size_t)(window.end - window.start + 2) + 1), 0, 0};
    PyObject *moved = PyList_New(0), *result = NULL, *string = NULL, *ranges = NULL;
    if (!line.bytes || !moved) {
        if (moved) PyErr_NoMemory();
        goto end;
    }
    if (!is_edge(text, piece.start, window.start, 0)) put(&line, 0x2026);
    int64_t at = window.start;
    for (int64_t n = shown.start; n < shown.end; n++) {
        if (END(text, n) > window.end) continue;
        put_evened(&line, text, at, START(text, n));
        int64_t from = line.points;
        put_evened(&line, text, START(text, n), END(text, n));
        at = END(text, n);
        PyObject *range = Py_BuildValue("LL", (long long)from, (long long)line.points);
        int failed = !range || PyList_Append(moved, range) < 0;
        Py_XDECREF(range);
        if (failed) goto end;
    }
    put_evened(&line, text, at, window.end);
    if (!is_edge(text, window.end, piece.end, 1)) put(&line, 0x2026);
    string = PyUnicode_FromStringAndSize((const char *)line.bytes, line.size);
    ranges = string ? PyList_AsTuple(moved) : NULL;
    if (ranges)
        result = Py_BuildValue("OOn", string, ranges, speaker_of(text, row, shown, window));
end:
    Py_XDECREF(string);
    Py_XDECREF(ranges);
    Py_XDECREF(moved);
    free(line.bytes);
    return result;
}

/* The piece of the body that a mark is in, or without marks the first with a letter or digit. */
static Stretch piece_of(const Text *text, const Row *row, Stretch marks) {
    int32_t chosen = 0;
    for (int32_t n = 0; n < row->body; n++) {
        int64_t at = edge(row->spans, 2 * (int64_t)n), end = edge(row->spans, 2 * (int64_t)n + 1);
        if (marks.end > marks.start) {
            if (at > START(text, marks.start)) break;
            chosen = n;
            continue;
        }
        while (at < end && !is_written(text->points[at])) at++;
        if (at == end) continue;
        chosen = n;
        break;
    }
    return (Stretch){edge(row->spans, 2 * (int64_t)chosen),
                     edge(row->spans, 2 * (int64_t)chosen + 1)};
}

/* Whether body spans and marks ascend and lie inside the text, and the marks' kinds in their room. */
static int is_sound(const Text *text, const Row *row) {
    int64_t at = 0;
    for (int32_t n = 0; n < row->body; n++) {
        int64_t low = edge(row->spans, 2 * (int64_t)n), high = edge(row->spans, 2 * (int64_t)n + 1);
        if (low < at || high < low || high > text->size) return 0;
        at = high;
    }
    at = 0;
    for (int64_t n = 0; n < text->count; n++) {
        if (START(text, n) < at || END(text, n) < START(text, n) || END(text, n) > text->size)
            return 0;
        if (KIND(text, n) < 0 || KIND(text, n) >= text->kinds) return 0;
        at = END(text, n);
    }
    return 1;
}

/* The code points of a readable text. */
static int64_t decode(const uint8_t *at, const uint8_t *end, int32_t *points) {
    int64_t count = 0;
    while (at < end) {
        if (*at < 0x80) points[count++] = *at++;
        else if (*at < 0xE0) points[count++] = (at[0] & 31) << 6 | (at[1] & 63), at += 2;
        else points[count++] = (at[0] & 15) << 12 | (at[1] & 63) << 6 | (at[2] & 63), at += 3;
    }
    return count;
}

/* The snippet of one row; None for one that only Python can cut. */
static PyObject *snippet_of(const Row *row, Text *text, int64_t length) {
    if (!row->body || length < 1) return Py_BuildValue("s()n", "", (Py_ssize_t)-1);
    Stretch dense;
    if (!is_sound(text, row) || !densest(text, row, length, &dense)) Py_RETURN_NONE;
    dense = tightest(text, dense);
    Stretch piece = piece_of(text, row, dense);
    Stretch inner = {piece.start, piece.start};
    if (dense.end > dense.start)
        inner = (Stretch){START(text, dense.start), END(text, dense.end - 1)};
    if (inner.start < piece.start || inner.end > piece.end) Py_RETURN_NONE;
    Stretch window = widen(text, piece, inner, length);
    window = without_cuts(text, row, window, inner);
    if (window.start < 0 || window.end < window.start || window.end > text->size) Py_RETURN_NONE;
    Stretch shown = {0, text->count};
    while (shown.start < text->count && START(text, shown.start) < window.start) shown.start++;
    return cut(text, row, window, piece, shown);
}

/* snippets(rows, marks, kinds, length) -> for each row (text, marks in it, speaker) or None.
 *
 * rows, marks: as of marks(); a mark's kind is below `kinds`. speaker: the number of the quotation
 * that most of the marks lie in, -1 for none. None where a row, its text or its marks are such that
 * kliping.highlight.snippets must cut it. */
PyObject *snippets(PyObject *self, PyObject *args) {
    PyObject *rows, *given;
    Py_ssize_t kinds, length;
    if (!PyArg_ParseTuple(args, "O!O!nn", &PyList_Type, &rows, &PyList_Type, &given, &kinds,
                          &length))
        return NULL;
    Py_ssize_t count = PyList_Size(rows);
    if (PyList_Size(given) != count || kinds < 0 || kinds > INT32_MAX) {
        PyErr_SetString(PyExc_ValueError, "kernel: marks for each row, and a number of kinds");
        return NULL;
    }
    length = least(length, INT32_MAX);
    PyObject *answer = PyList_New(0);
    Text text = {NULL, 0, NULL, 0, malloc((kinds + 1) * sizeof(int64_t)), kinds};
    int failed = !answer || !text.counts;
    if (answer && !text.counts) PyErr_NoMemory();
    for (Py_ssize_t n = 0; n < count && !failed; n++) {
        Row row;
        Buffer buffer = {.open = 0};
        PyObject *one = NULL;
        int opened = row_of(rows, n, &row);
        failed = opened < 0 || open_buffer(PyList_GetItem(given, n), &buffer, U8, 0) < 0;
        if (!failed) {
            int can = opened && (uintptr_t)buffer.view.buf % 4 == 0 && row.end - row.text <= INT32_MAX / 8 && buffer.items % 12 == 0 &&
                      is_readable(row.text, row.end);
            if (can) {
                text.points = malloc((size_t)(row.end - row.text + 1) * sizeof *text.points);
                text.marks = buffer.view.buf;
                text.count = buffer.items / 12;
                if (text.points) {
                    text.size = decode(row.text, row.end, text.points);
                    one = snippet_of(&row, &text, length);
                    free(text.points);
                } else {
                    PyErr_NoMemory();
                }
                failed = !one;
            }
            failed = failed || PyList_Append(answer, one ? one : Py_None) < 0;
            Py_XDECREF(one);
        }
        close_buffers(&buffer, 1);
    }
    free(text.counts);
    if (failed) Py_CLEAR(answer);
    return answer;
}
