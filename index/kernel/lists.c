/* Union, intersection, the best, and counts of document lists. */
#include "kernel.h"

#define WINDOW 4096 /* documents whose sums are held at once: 32 KiB, the size of an L1 cache */

/* unite(lists, documents out, scores out) -> count: the union, the scores added up. */
PyObject *unite(PyObject *self, PyObject *args) {
    PyObject *sequence, *out_d, *out_s;
    List lists[MOST_LISTS];
    Buffer out[2] = {{.open = 0}, {.open = 0}};
    if (!PyArg_ParseTuple(args, "OOO", &sequence, &out_d, &out_s)) return NULL;
    Py_ssize_t count = read_lists(sequence, lists), found = 0;
    if (count < 0) return NULL;
    int failed = open_buffer(out_d, &out[0], I32, 1) < 0 || open_buffer(out_s, &out[1], F64, 1) < 0;
    int overflow = 0;
    if (!failed) {
        int32_t *documents = out[0].view.buf;
        double *scores = out[1].view.buf;
        Py_ssize_t room = out[0].items < out[1].items ? out[0].items : out[1].items;
        Py_BEGIN_ALLOW_THREADS
        double sums[WINDOW];
        uint64_t marks[WINDOW / 64];
        memset(sums, 0, sizeof sums);
        memset(marks, 0, sizeof marks);
        for (;;) {
            int64_t base = INT64_MAX;
            for (Py_ssize_t i = 0; i < count; i++)
                if (lists[i].at < lists[i].n && lists[i].d[lists[i].at] < base)
                    base = lists[i].d[lists[i].at];
            if (base == INT64_MAX || overflow) break;
            base -= base % WINDOW;
            int64_t end = base + WINDOW;
            for (Py_ssize_t i = 0; i < count; i++) {
                List *list = &lists[i];
                const int32_t *d = list->d;
                Py_ssize_t at = list->at, n = list->n;
                for (; at < n && d[at] < end; at++) {
                    int64_t place = d[at] - base;
                    if (place < 0) { overflow = 1; break; } /* the list does not ascend */
                    sums[place] += list->s ? list->s[at] : list->constant;
                    marks[place >> 6] |= (uint64_t)1 << (place & 63);
                }
                list->at = at;
            }
            for (int word = 0; word < WINDOW / 64; word++) {
                uint64_t bits = marks[word];
                marks[word] = 0;
                while (bits) {
                    int place = word * 64 + __builtin_ctzll(bits);
                    bits &= bits - 1;
                    if (found >= room) { overflow = 1; break; }
                    documents[found] = (int32_t)(base + place);
                    scores[found++] = sums[place];
                    sums[place] = 0.0;
                }
            }
        }
        Py_END_ALLOW_THREADS
    }
    close_lists(lists, count);
    close_buffers(out, 2);
    if (overflow)
        PyErr_SetString(PyExc_IndexError, "kernel: a list does not ascend, or leaves the view");
    return failed || overflow ? NULL : PyLong_FromSsize_t(found);
}

/* intersect(lists, documents out, scores out) -> count; the shortest list should come first. */
PyObject *intersect(PyObject *self, PyObject *args) {
    PyObject *sequence, *out_d, *out_s;
    List lists[MOST_LISTS];
    Buffer out[2] = {{.open = 0}, {.open = 0}};
    if (!PyArg_ParseTuple(args, "OOO", &sequence, &out_d, &out_s)) return NULL;
    Py_ssize_t count = read_lists(sequence, lists), found = 0;
    if (count < 0) return NULL;
    int failed = open_buffer(out_d, &out[0], I32, 1) < 0 || open_buffer(out_s, &out[1], F64, 1) < 0;
    if (!failed && count && (out[0].items < lists[0].n || out[1].items < lists[0].n)) {
        PyErr_SetString(PyExc_ValueError, "kernel: the output is too small");
        failed = 1;
    }
    if (!failed && count) {
        int32_t *documents = out[0].view.buf;
        double *scores = out[1].view.buf;
        Py_BEGIN_ALLOW_THREADS
        for (Py_ssize_t n = 0; n < lists[0].n; n++) {
            int32_t document = lists[0].d[n];
            double sum = lists[0].s ? lists[0].s[n] : lists[0].constant;
            Py_ssize_t i = 1;
            for (; i < count; i++) {
                List *list = &lists[i];
                list->at = seek(list->d, list->n, list->at, document);
                if (list->at >= list->n || list->d[list->at] != document) break;
                sum += list->s ? list->s[list->at] : list->constant;
            }
            if (i == count) {
                documents[found] = document;
                scores[found++] = sum;
            } else if (lists[i].at >= lists[i].n) {
                break;
            }
        }
        Py_END_ALLOW_THREADS
    }
    close_lists(lists, count);
    close_buffers(out, 2);
    return failed ? NULL : PyLong_FromSsize_t(found);
}

/* Whether a ranks behind b: a smaller score, or the same and a greater index. */
#define BEHIND(a, b) (s[a] < s[b] || (s[a] == s[b] && (a) > (b)))

static void sift(int64_t *heap, Py_ssize_t n, Py_ssize_t at, const double *s) {
    int64_t moved = heap[at];
    for (;;) {
        Py_ssize_t child = 2 * at + 1;
        if (child >= n) break;
        if (child + 1 < n && BEHIND(heap[child + 1], heap[child])) child++;
        if (!BEHIND(heap[child], moved)) break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = moved;
}

/* top(scores, indices out int64) -> count: the greatest scores, greatest first, ties by index. */
PyObject *top(PyObject *self, PyObject *args) {
    PyObject *given, *out;
    Buffer buffers[2] = {{.open = 0}, {.open = 0}};
    if (!PyArg_ParseTuple(args, "OO", &given, &out)) return NULL;
    if (open_buffer(given, &buffers[0], F64, 0) < 0 || open_buffer(out, &buffers[1], I64, 1) < 0) {
        close_buffers(buffers, 2);
        return NULL;
    }
    const double *s = buffers[0].view.buf;
    int64_t *heap = buffers[1].view.buf;
    Py_ssize_t n = buffers[0].items, k = buffers[1].items;
    if (k > n) k = n;
    Py_BEGIN_ALLOW_THREADS
    if (k > 0) {
        for (Py_ssize_t i = 0; i < k; i++) heap[i] = i;
        for (Py_ssize_t i = k / 2; i-- > 0;) sift(heap, k, i, s);
        double least = s[heap[0]];
        for (Py_ssize_t i = k; i < n; i++) {
            if (s[i] > least) { /* an equal score comes later, so it ranks behind */
                heap[0] = i;
                sift(heap, k, 0, s);
                least = s[heap[0]];
            }
        }
        for (Py_ssize_t end = k - 1; end > 0; end--) {
            int64_t last = heap[0];
            heap[0] = heap[end];
            heap[end] = last;
            sift(heap, end, 0, s);
        }
    }
    Py_END_ALLOW_THREADS
    close_buffers(buffers, 2);
    return PyLong_FromSsize_t(k);
}

/* A column of ordinals, and which documents of it are counted. */
typedef struct {
    const int32_t *values, *documents;
    Py_ssize_t n, values_room, documents_room;
    int64_t *counts;
    const uint8_t *wanted; /* NULL: count all into `counts` */
    Py_ssize_t ordinals;   /* room of `counts`, or of `wanted` */
} Column;

/* Counts one ordinal. Returns whether it was wanted, or -1 if it is outside. */
static inline int count_one(const Column *column, int32_t value) {
    if (value < 0 || value >= column->ordinals) return -1;
    if (column->wanted) return column->wanted[value] != 0;
    column->counts[value]++;
    return 1;
}

/* Each document has one value, a negative one for none. Returns as `count`, or -1. */
static Py_ssize_t count_flat(const Column *column) {
    Py_ssize_t with = 0;
    for (Py_ssize_t i = 0; i < column->n; i++) {
        int32_t document = column->documents[i];
        if (document < 0 || document >= column->documents_room) return -1;
        int32_t value = column->values[document];
        if (value < 0) continue;
        int counted = count_one(column, value);
        if (counted < 0) return -1;
        with += counted;
    }
    return with;
}

/* Document d has the values starts[d] : starts[d + 1]. Returns as `count`, or -1. */
static Py_ssize_t count_rows(const Column *column, const Buffer *starts) {
    const int32_t *narrow = starts->type == I32 ? starts->view.buf : NULL;
    const int64_t *wide = starts->view.buf;
    Py_ssize_t with = 0;
    for (Py_ssize_t i = 0; i < column->n; i++) {
        int32_t document = column->documents[i];
        if (document < 0 || document >= column->documents_room) return -1;
        int64_t at = narrow ? narrow[document] : wide[document];
        int64_t end = narrow ? narrow[document + (int64_t)1] : wide[document + (int64_t)1];
        if (at < 0 || end < at || end > column->values_room) return -1;
        int hit = 0;
        for (; at < end; at++) {
            int counted = count_one(column, column->values[at]);
            if (counted < 0) return -1;
            hit |= counted;
        }
        with += hit;
    }
    return with;
}

/* count(values int32, starts int32 or int64 or None, documents int32, counts out int64,
 *       wanted bool or None)
 * -> documents that have a value (with `wanted`: a wanted one). Without `wanted`, adds to counts.
 * Without starts, each document has one value; a negative one stands for none. */
PyObject *count(PyObject *self, PyObject *args) {
    enum { VALUES, DOCUMENTS, COUNTS, STARTS, WANTED, ARGUMENTS };
    PyObject *values, *starts, *documents, *counts, *wanted;
    Buffer given[ARGUMENTS] = {{.open = 0}, {.open = 0}, {.open = 0}, {.open = 0}, {.open = 0}};
    if (!PyArg_ParseTuple(args, "OOOOO", &values, &starts, &documents, &counts, &wanted))
        return NULL;
    int flat = starts == Py_None, any = wanted == Py_None;
    if (open_buffer(values, &given[VALUES], I32, 0) < 0 ||
        open_buffer(documents, &given[DOCUMENTS], I32, 0) < 0 ||
        open_buffer(counts, &given[COUNTS], I64, 1) < 0 ||
        (!flat && open_buffer(starts, &given[STARTS], I32 | I64, 0) < 0) ||
        (!any && open_buffer(wanted, &given[WANTED], U8 | BOOL8, 0) < 0)) {
        close_buffers(given, ARGUMENTS);
        return NULL;
    }
    Column column = {
        .values = given[VALUES].view.buf,
        .documents = given[DOCUMENTS].view.buf,
        .n = given[DOCUMENTS].items,
        .values_room = given[VALUES].items,
        .documents_room = flat ? given[VALUES].items : given[STARTS].items - 1,
        .counts = given[COUNTS].view.buf,
        .wanted = any ? NULL : given[WANTED].view.buf,
        .ordinals = any ? given[COUNTS].items : given[WANTED].items,
    };
    Py_ssize_t with;
    Py_BEGIN_ALLOW_THREADS
    if (flat) with = count_flat(&column);
    else with = count_rows(&column, &given[STARTS]);
    Py_END_ALLOW_THREADS
    close_buffers(given, ARGUMENTS);
    if (with < 0) {
        PyErr_SetString(PyExc_IndexError, "kernel: an ordinal or document is outside its column");
        return NULL;
    }
    return PyLong_FromSsize_t(with);
}
