/* The inner loops of arrays.py, phrases.py, ordinals.py, expansion.py and surfaces.py, compiled.
 *
 * Optional: without a compiler kliping installs all the same, and NumPy answers alike (the tests
 * run both). Every function takes contiguous buffers, checks their item sizes, and lets other
 * threads run. Document lists are int32, ascending, without repetition. Numbers come from files
 * that may be damaged, so none is used as a place before it was compared with the room there is;
 * IndexError says that one was outside.
 */
#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000
#include <Python.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MOST_LISTS 64
#define WINDOW 4096 /* documents whose sums are held at once: 32 KiB, the size of an L1 cache */

typedef struct {
    Py_buffer documents, scores;
    const int32_t *d;
    const double *s; /* NULL: `constant` for each */
    double constant;
    Py_ssize_t n, at;
} List;

static int get(PyObject *object, Py_buffer *view, Py_ssize_t itemsize, int writable) {
    if (PyObject_GetBuffer(object, view, writable ? PyBUF_WRITABLE : PyBUF_SIMPLE) < 0) return -1;
    if (itemsize && view->len % itemsize) {
        PyBuffer_Release(view);
        PyErr_SetString(PyExc_ValueError, "kernel: a buffer has items of another size");
        return -1;
    }
    return 0;
}

static void drop(List *lists, Py_ssize_t count) {
    for (Py_ssize_t i = 0; i < count; i++) {
        PyBuffer_Release(&lists[i].documents);
        if (lists[i].s) PyBuffer_Release(&lists[i].scores);
    }
}

/* Reads a sequence of (documents, scores or a number). Returns how many, or -1. */
static Py_ssize_t read_lists(PyObject *sequence, List *lists) {
    Py_ssize_t count = PySequence_Size(sequence);
    if (count < 0) return -1;
    if (count > MOST_LISTS) {
        PyErr_SetString(PyExc_ValueError, "kernel: too many lists");
        return -1;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        List *list = &lists[i];
        PyObject *pair = PySequence_GetItem(sequence, i);
        PyObject *documents = pair ? PySequence_GetItem(pair, 0) : NULL;
        PyObject *scores = pair ? PySequence_GetItem(pair, 1) : NULL;
        int failed = !documents || !scores || get(documents, &list->documents, 4, 0) < 0;
        if (!failed) {
            list->d = list->documents.buf;
            list->n = list->documents.len / 4;
            list->at = 0;
            list->s = NULL;
            list->constant = 0.0;
            if (PyFloat_Check(scores) || PyLong_Check(scores)) {
                list->constant = PyFloat_AsDouble(scores);
            } else if (get(scores, &list->scores, 8, 0) < 0) {
                PyBuffer_Release(&list->documents);
                failed = 1;
            } else {
                list->s = list->scores.buf;
                if (list->scores.len / 8 != list->n) {
                    PyErr_SetString(PyExc_ValueError, "kernel: as many scores as documents");
                    drop(list, 1);
                    failed = 1;
                }
            }
        }
        Py_XDECREF(pair);
        Py_XDECREF(documents);
        Py_XDECREF(scores);
        if (failed) {
            drop(lists, i);
            return -1;
        }
    }
    return count;
}

/* The first place from `at` whose document is not below `wanted`: gallop, then bisect. */
static Py_ssize_t seek(const int32_t *d, Py_ssize_t n, Py_ssize_t at, int32_t wanted) {
    if (at >= n || d[at] >= wanted) return at;
    Py_ssize_t step = 1;
    while (at + step < n && d[at + step] < wanted) {
        at += step;
        step *= 2;
    }
    Py_ssize_t high = at + step < n ? at + step : n;
    while (at + 1 < high) {
        Py_ssize_t middle = at + (high - at) / 2;
        if (d[middle] < wanted) at = middle; else high = middle;
    }
    return high;
}

/* unite(lists, documents out, scores out) -> count: the union, the scores added up. */
static PyObject *unite(PyObject *self, PyObject *args) {
    PyObject *sequence, *out_d, *out_s;
    List lists[MOST_LISTS];
    Py_buffer od, os;
    if (!PyArg_ParseTuple(args, "OOO", &sequence, &out_d, &out_s)) return NULL;
    if (get(out_d, &od, 4, 1) < 0) return NULL;
    if (get(out_s, &os, 8, 1) < 0) { PyBuffer_Release(&od); return NULL; }
    Py_ssize_t count = read_lists(sequence, lists), found = 0, room = od.len / 4;
    if (os.len / 8 < room) room = os.len / 8;
    int overflow = 0;
    if (count >= 0) {
        int32_t *documents = od.buf;
        double *scores = os.buf;
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
        drop(lists, count);
    }
    PyBuffer_Release(&od);
    PyBuffer_Release(&os);
    if (count < 0) return NULL;
    if (overflow) {
        PyErr_SetString(PyExc_IndexError, "kernel: a list does not ascend, or leaves the view");
        return NULL;
    }
    return PyLong_FromSsize_t(found);
}

/* intersect(lists, documents out, scores out) -> count; the shortest list should come first. */
static PyObject *intersect(PyObject *self, PyObject *args) {
    PyObject *sequence, *out_d, *out_s;
    List lists[MOST_LISTS];
    Py_buffer od, os;
    if (!PyArg_ParseTuple(args, "OOO", &sequence, &out_d, &out_s)) return NULL;
    if (get(out_d, &od, 4, 1) < 0) return NULL;
    if (get(out_s, &os, 8, 1) < 0) { PyBuffer_Release(&od); return NULL; }
    Py_ssize_t count = read_lists(sequence, lists), found = 0;
    if (count > 0 && (od.len / 4 < lists[0].n || os.len / 8 < lists[0].n)) {
        drop(lists, count);
        count = -1;
        PyErr_SetString(PyExc_ValueError, "kernel: the output is too small");
    }
    if (count > 0) {
        int32_t *documents = od.buf;
        double *scores = os.buf;
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
    if (count > 0) drop(lists, count);
    PyBuffer_Release(&od);
    PyBuffer_Release(&os);
    return count < 0 ? NULL : PyLong_FromSsize_t(found);
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
static PyObject *top(PyObject *self, PyObject *args) {
    PyObject *given, *out;
    Py_buffer sb, ob;
    if (!PyArg_ParseTuple(args, "OO", &given, &out)) return NULL;
    if (get(given, &sb, 8, 0) < 0) return NULL;
    if (get(out, &ob, 8, 1) < 0) { PyBuffer_Release(&sb); return NULL; }
    const double *s = sb.buf;
    int64_t *heap = ob.buf;
    Py_ssize_t n = sb.len / 8, k = ob.len / 8;
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
    PyBuffer_Release(&sb);
    PyBuffer_Release(&ob);
    return PyLong_FromSsize_t(k);
}

/* count(values int32, starts int32 or None, documents, counts out int64, wanted uint8 or None)
 * -> documents that have a value (with `wanted`: a wanted one). Adds to counts. */
static PyObject *count(PyObject *self, PyObject *args) {
    PyObject *values, *starts, *documents, *counts, *wanted;
    Py_buffer vb, sb, db, cb, wb;
    if (!PyArg_ParseTuple(args, "OOOOO", &values, &starts, &documents, &counts, &wanted))
        return NULL;
    int flat = starts == Py_None, any = wanted == Py_None;
    if (get(values, &vb, 4, 0) < 0) return NULL;
    if (get(documents, &db, 4, 0) < 0) { PyBuffer_Release(&vb); return NULL; }
    if (get(counts, &cb, 8, 1) < 0) { PyBuffer_Release(&vb); PyBuffer_Release(&db); return NULL; }
    if (!flat && get(starts, &sb, 4, 0) < 0) {
        PyBuffer_Release(&vb); PyBuffer_Release(&db); PyBuffer_Release(&cb);
        return NULL;
    }
    if (!any && get(wanted, &wb, 1, 0) < 0) {
        PyBuffer_Release(&vb); PyBuffer_Release(&db); PyBuffer_Release(&cb);
        if (!flat) PyBuffer_Release(&sb);
        return NULL;
    }
    const int32_t *v = vb.buf, *d = db.buf, *s = flat ? NULL : sb.buf;
    const uint8_t *w = any ? NULL : wb.buf;
    int64_t *c = cb.buf;
    Py_ssize_t n = db.len / 4, with = 0;
    /* As unsigned numbers, negative ones lie outside too. */
    uint64_t room_v = vb.len / 4, room_c = any ? cb.len / 8 : wb.len;
    uint64_t room_d = room_v;
    if (!flat) room_d = sb.len >= 4 ? (uint64_t)sb.len / 4 - 1 : 0;
    int outside = 0;
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t i = 0; i < n && !outside; i++) {
        if ((uint64_t)(int64_t)d[i] >= room_d) { outside = 1; break; }
        if (flat) {
            int32_t value = v[d[i]];
            if (value < 0) continue;
            if ((uint64_t)value >= room_c) { outside = 1; break; }
            c[value]++;
            with++;
            continue;
        }
        int32_t at = s[d[i]], end = s[d[i] + 1];
        if (at >= end) continue;
        if (at < 0 || (uint64_t)end > room_v) { outside = 1; break; }
        int hit = any;
        for (; at < end; at++) {
            uint64_t value = (uint64_t)(int64_t)v[at];
            if (value >= room_c) { outside = 1; break; }
            if (any) c[value]++;
            else hit |= w[value];
        }
        with += hit;
    }
    Py_END_ALLOW_THREADS
    PyBuffer_Release(&vb); PyBuffer_Release(&db); PyBuffer_Release(&cb);
    if (!flat) PyBuffer_Release(&sb);
    if (!any) PyBuffer_Release(&wb);
    if (outside) {
        PyErr_SetString(PyExc_IndexError, "kernel: an ordinal or document is outside its column");
        return NULL;
    }
    return PyLong_FromSsize_t(with);
}

typedef struct {
    Py_buffer starts, positions;
    const int64_t *at;
    const void *p;
    int width;
} Places;

static int64_t place(const Places *places, int64_t n) {
    switch (places->width) {
    case 1: return ((const uint8_t *)places->p)[n];
    case 2: return ((const uint16_t *)places->p)[n];
    default: return ((const int32_t *)places->p)[n];
    }
}

/* phrase(lists, order, places, slop, documents out, scores out) -> count.
 * lists: (documents, scores) a word; order: word numbers, rarest first (bytes);
 * places: (starts int64, positions, width in bytes) a word, in the order of the phrase. */
static PyObject *phrase(PyObject *self, PyObject *args) {
    PyObject *sequence, *places_given, *out_d, *out_s;
    const char *order;
    Py_ssize_t order_length, slop, found = 0, opened = 0;
    List lists[MOST_LISTS];
    Places places[MOST_LISTS];
    Py_buffer od, os;
    if (!PyArg_ParseTuple(args, "Oy#OnOO", &sequence, &order, &order_length, &places_given, &slop,
                          &out_d, &out_s))
        return NULL;
    if (get(out_d, &od, 4, 1) < 0) return NULL;
    if (get(out_s, &os, 8, 1) < 0) { PyBuffer_Release(&od); return NULL; }
    Py_ssize_t words = read_lists(sequence, lists);
    int failed = words <= 0;
    if (!failed && (order_length != words || PySequence_Size(places_given) != words)) {
        PyErr_SetString(PyExc_ValueError, "kernel: a phrase's parts differ in length");
        failed = 1;
    }
    for (; !failed && opened < words; opened++) {
        PyObject *triple = PySequence_GetItem(places_given, opened);
        PyObject *starts = NULL, *positions = NULL;
        Places *to = &places[opened];
        if (!triple || !PyArg_ParseTuple(triple, "OOi", &starts, &positions, &to->width) ||
            get(starts, &to->starts, 8, 0) < 0) {
            failed = 1;
        } else if (get(positions, &to->positions, to->width, 0) < 0) {
            PyBuffer_Release(&to->starts);
            failed = 1;
        } else {
            to->at = to->starts.buf;
            to->p = to->positions.buf;
            Py_ssize_t held = lists[opened].n;
            if (to->starts.len / 8 <= held ||
                to->at[held] > to->positions.len / (to->width ? to->width : 1)) {
                PyErr_SetString(PyExc_IndexError, "kernel: positions and postings do not fit");
                PyBuffer_Release(&to->starts);
                PyBuffer_Release(&to->positions);
                failed = 1;
            }
        }
        Py_XDECREF(triple);
        if (failed) break;
    }
    int out_of_memory = 0;
    if (!failed) {
        int32_t *documents = od.buf;
        double *scores = os.buf;
        List *first = &lists[(int)order[0]];
        if (od.len / 4 < first->n || os.len / 8 < first->n) {
            PyErr_SetString(PyExc_ValueError, "kernel: the output is too small");
            failed = 1;
        } else {
            Py_BEGIN_ALLOW_THREADS
            Py_ssize_t room = 256;
            int64_t *reached = malloc(room * sizeof *reached);
            out_of_memory = !reached;
            for (Py_ssize_t n = 0; n < first->n && !out_of_memory; n++) {
                int32_t document = first->d[n];
                first->at = n;
                Py_ssize_t i = 1;
                for (; i < words; i++) {
                    List *list = &lists[(int)order[i]];
                    list->at = seek(list->d, list->n, list->at, document);
                    if (list->at >= list->n || list->d[list->at] != document) break;
                }
                if (i < words) {
                    if (lists[(int)order[i]].at >= lists[(int)order[i]].n) break;
                    continue;
                }
                int64_t count = -1; /* of the places reached so far */
                double sum = 0.0;
                for (Py_ssize_t word = 0; word < words && count != 0; word++) {
                    const Places *here = &places[word];
                    int64_t at = here->at[lists[word].at], end = here->at[lists[word].at + 1];
                    if (end - at > room) {
                        room = 2 * (end - at);
                        int64_t *grown = realloc(reached, room * sizeof *reached);
                        if (!grown) { out_of_memory = 1; break; }
                        reached = grown;
                    }
                    if (count < 0) {
                        for (count = 0; at < end; at++) reached[count++] = place(here, at);
                    } else {
                        /* Both ascend. A place stays if one reached lies in
                         * [place - slop, place - 1]; what stays overwrites what was passed, never
                         * what is still to be read: at most one is kept for each one read here,
                         * so the kept are copied through a gap only when they outgrow it. */
                        int64_t low = 0, kept = 0, held = count;
                        int64_t *next = reached + room; /* replaced below */
                        int64_t small[64];
                        next = end - at <= 64 ? small : malloc((end - at) * sizeof *next);
                        if (!next) { out_of_memory = 1; break; }
                        for (; at < end; at++) {
                            int64_t p = place(here, at);
                            while (low < held && reached[low] < p - slop) low++;
                            if (low < held && reached[low] < p) next[kept++] = p;
                        }
                        memcpy(reached, next, kept * sizeof *next);
                        if (next != small) free(next);
                        count = kept;
                    }
                    sum += lists[word].s ? lists[word].s[lists[word].at] : lists[word].constant;
                }
                if (count > 0 && !out_of_memory) {
                    documents[found] = document;
                    scores[found++] = sum;
                }
            }
            free(reached);
            Py_END_ALLOW_THREADS
        }
    }
    for (Py_ssize_t i = 0; i < opened; i++) {
        PyBuffer_Release(&places[i].starts);
        PyBuffer_Release(&places[i].positions);
    }
    if (words > 0) drop(lists, words);
    PyBuffer_Release(&od);
    PyBuffer_Release(&os);
    if (out_of_memory) return PyErr_NoMemory();
    if (failed) {
        if (!PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "kernel: a phrase without words");
        return NULL;
    }
    return PyLong_FromSsize_t(found);
}

#define LONGEST 255 /* code points of a word in fuzzy(); longer ones go the other way */

static int decode(const uint8_t *text, int64_t length, uint32_t *to) {
    int count = 0;
    for (int64_t at = 0; at < length && count < LONGEST;) {
        uint8_t c = text[at];
        int size = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
        if (at + size > length) break;
        if (c < 0x80) { to[count++] = c; at += 1; }
        else if (c < 0xE0) { to[count++] = (c & 31) << 6 | (text[at + 1] & 63); at += 2; }
        else if (c < 0xF0) {
            to[count++] = (c & 15) << 12 | (text[at + 1] & 63) << 6 | (text[at + 2] & 63);
            at += 3;
        } else {
            to[count++] = (uint32_t)(c & 7) << 18 | (text[at + 1] & 63) << 12 |
                          (text[at + 2] & 63) << 6 | (text[at + 3] & 63);
            at += 4;
        }
    }
    return count;
}

/* fuzzy(blob, ends uint32, low, high, word as UTF-8, most) -> list of term numbers in [low, high)
 * within an edit distance. Terms ascend, so rows of the table of distances are kept for what a
 * term shares with the one before, and once no row can come near enough, all terms with that
 * beginning are skipped by bisection. */
static PyObject *fuzzy(PyObject *self, PyObject *args) {
    PyObject *blob_given, *ends_given;
    const char *word_text;
    Py_ssize_t word_length, low, high, most;
    Py_buffer bb, eb;
    if (!PyArg_ParseTuple(args, "OOnny#n", &blob_given, &ends_given, &low, &high, &word_text,
                          &word_length, &most))
        return NULL;
    if (get(blob_given, &bb, 1, 0) < 0) return NULL;
    if (get(ends_given, &eb, 4, 0) < 0) { PyBuffer_Release(&bb); return NULL; }
    const uint8_t *blob = bb.buf;
    const uint32_t *ends = eb.buf;
    if (low < 0 || high >= eb.len / 4 || (high > low && ends[high] > bb.len)) {
        PyErr_SetString(PyExc_IndexError, "kernel: a dictionary does not fit its text");
        PyBuffer_Release(&bb);
        PyBuffer_Release(&eb);
        return NULL;
    }
    PyObject *found = PyList_New(0);
    uint32_t word[LONGEST], term[LONGEST], last[LONGEST];
    int size = decode((const uint8_t *)word_text, word_length, word), shared_rows = 0;
    /* Row r: distances of the first r code points of the term to each beginning of the word. */
    uint16_t (*rows)[LONGEST + 1] = malloc(sizeof(uint16_t[LONGEST + 1]) * (LONGEST + 1));
    if (!rows || !found) goto end;
    for (int j = 0; j <= size; j++) rows[0][j] = (uint16_t)j;
    for (Py_ssize_t n = low; n < high;) {
        int length = decode(blob + ends[n], ends[n + 1] - ends[n], term), shared = 0;
        while (shared < shared_rows && shared < length && term[shared] == last[shared]) shared++;
        int dead = 0, i = shared;
        for (; i < length && !dead; i++) {
            uint16_t *row = rows[i + 1], *above = rows[i], best = row[0] = (uint16_t)(i + 1);
            for (int j = 1; j <= size; j++) {
                uint16_t cost = above[j - 1] + (term[i] != word[j - 1]);
                if (above[j] + 1 < cost) cost = above[j] + 1;
                if (row[j - 1] + 1 < cost) cost = row[j - 1] + 1;
                row[j] = cost;
                if (cost < best) best = cost;
            }
            dead = best > most;
        }
        memcpy(last, term, sizeof(uint32_t) * i);
        shared_rows = i;
        if (!dead) {
            if (rows[length][size] <= most) {
                PyObject *number = PyLong_FromSsize_t(n);
                if (!number || PyList_Append(found, number) < 0) {
                    Py_XDECREF(number);
                    Py_CLEAR(found);
                    break;
                }
                Py_DECREF(number);
            }
            n++;
            continue;
        }
        /* Skip what begins with the first i code points of this term: bytes up to there. */
        int64_t prefix = 0;
        for (int c = 0; c < i; c++)
            prefix += term[c] < 0x80 ? 1 : term[c] < 0x800 ? 2 : term[c] < 0x10000 ? 3 : 4;
        const uint8_t *begin = blob + ends[n];
        Py_ssize_t step = 1, at = n;
#define BEGINS(m) ((int64_t)(ends[(m) + 1] - ends[m]) >= prefix && \
                   !memcmp(blob + ends[m], begin, prefix))
        while (at + step < high && BEGINS(at + step)) {
            at += step;
            step *= 2;
        }
        Py_ssize_t top_end = at + step < high ? at + step : high;
        while (at + 1 < top_end) {
            Py_ssize_t middle = at + (top_end - at) / 2;
            if (BEGINS(middle)) at = middle; else top_end = middle;
        }
        n = top_end;
    }
end:
    free(rows);
    PyBuffer_Release(&bb);
    PyBuffer_Release(&eb);
    if (!found && !PyErr_Occurred()) return PyErr_NoMemory();
    return found;
}

/* Surfaces by number: an open hash table over an arena of UTF-8. */
typedef struct {
    uint64_t hash;
    uint64_t offset;
    uint32_t length; /* 0: free */
    int32_t number;
} Slot;

typedef struct {
    Slot *slots;
    uint64_t room, used; /* room: a power of two */
    uint8_t *arena;
    uint64_t arena_room, arena_used;
} Table;

static void table_free(PyObject *capsule) {
    Table *table = PyCapsule_GetPointer(capsule, "surfaces");
    if (table) {
        free(table->slots);
        free(table->arena);
        free(table);
    }
}

/* surfaces() -> an empty table. */
static PyObject *surfaces(PyObject *self, PyObject *args) {
    Table *table = calloc(1, sizeof *table);
    if (!table) return PyErr_NoMemory();
    table->room = 1 << 14;
    table->arena_room = 1 << 18;
    table->slots = calloc(table->room, sizeof *table->slots);
    table->arena = malloc(table->arena_room);
    PyObject *capsule = NULL;
    if (table->slots && table->arena) capsule = PyCapsule_New(table, "surfaces", table_free);
    else PyErr_NoMemory();
    if (!capsule) {
        free(table->slots);
        free(table->arena);
        free(table);
    }
    return capsule;
}

static uint64_t hash_bytes(const uint8_t *text, Py_ssize_t length) {
    /* Multiplier of splitmix64; words of 8 bytes, the last one short. */
    uint64_t hash = 0x9E3779B97F4A7C15u ^ (uint64_t)length;
    for (; length > 0; text += 8, length -= 8) {
        uint64_t word = 0;
        memcpy(&word, text, length < 8 ? (size_t)length : 8);
        hash = (hash ^ word) * 0xBF58476D1CE4E5B9u;
        hash ^= hash >> 29;
    }
    return hash;
}

static int table_grow(Table *table) {
    uint64_t room = table->room * 2;
    Slot *slots = calloc(room, sizeof *slots);
    if (!slots) return -1;
    for (uint64_t n = 0; n < table->room; n++) {
        if (!table->slots[n].length) continue;
        uint64_t at = table->slots[n].hash & (room - 1);
        while (slots[at].length) at = (at + 1) & (room - 1);
        slots[at] = table->slots[n];
    }
    free(table->slots);
    table->slots = slots;
    table->room = room;
    return 0;
}

/* The number of a surface; `next` if it is new (it is added then); -1 without memory. */
static int32_t table_number(Table *table, const uint8_t *text, Py_ssize_t length, int32_t next) {
    uint64_t hash = hash_bytes(text, length);
    uint64_t at = hash & (table->room - 1);
    for (; table->slots[at].length; at = (at + 1) & (table->room - 1)) {
        const Slot *slot = &table->slots[at];
        if (slot->hash == hash && slot->length == (uint32_t)length &&
            !memcmp(table->arena + slot->offset, text, length))
            return slot->number;
    }
    if (table->arena_used + length > table->arena_room) {
        uint64_t room = 2 * table->arena_room + length;
        uint8_t *arena = realloc(table->arena, room);
        if (!arena) return -1;
        table->arena = arena;
        table->arena_room = room;
    }
    memcpy(table->arena + table->arena_used, text, length);
    table->slots[at] = (Slot){hash, table->arena_used, (uint32_t)length, next};
    table->arena_used += length;
    if (2 * ++table->used > table->room && table_grow(table) < 0) return -1;
    return next;
}

static int is_word(uint8_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* What follows a word: 0 a plain separator, n > 0 an apostrophe of n bytes, -1 anything else. */
static int kind_of(const uint8_t *at, const uint8_t *end) {
    uint8_t c = *at;
    if (c < 0x80) return c == '\'' || c == '`';
    uint32_t point;
    if (c >= 0xC2 && c < 0xE0 && at + 1 < end) point = (c & 31) << 6 | (at[1] & 63);
    else if (c >= 0xE0 && c < 0xF0 && at + 2 < end)
        point = (uint32_t)(c & 15) << 12 | (at[1] & 63) << 6 | (at[2] & 63);
    else return -1;
    if (point == 0x2018 || point == 0x2019) return 3;
    if (point == 0xA0 || point == 0xAB || point == 0xBB || (point >= 0x2010 && point <= 0x2015) ||
        (point >= 0x201C && point <= 0x201E) || point == 0x2022 || point == 0x2026)
        return 0;
    return -1;
}

/* scan(table, text, next) -> (numbers as int32 bytes, new surfaces), or None.
 *
 * The surfaces of a text of ASCII words, apostrophes and the commonest marks, as
 * kliping.index.analyzer.tokenizer finds them; None for a text that holds anything else. A new
 * surface gets the number `next`, the one after it `next + 1`, and so on. */
static PyObject *scan(PyObject *self, PyObject *args) {
    PyObject *capsule, *given;
    int next;
    if (!PyArg_ParseTuple(args, "OOi", &capsule, &given, &next)) return NULL;
    Table *table = PyCapsule_GetPointer(capsule, "surfaces");
    if (!table) return NULL;
    Py_ssize_t size;
    const uint8_t *text = (const uint8_t *)PyUnicode_AsUTF8AndSize(given, &size);
    if (!text) {
        PyErr_Clear(); /* a lone surrogate */
        Py_RETURN_NONE;
    }
    const uint8_t *end = text + size;
    if (size > INT32_MAX / 8) Py_RETURN_NONE;
    for (const uint8_t *at = text; at < end; at++)
        if (*at >= 0x80) {
            if (kind_of(at, end) < 0) Py_RETURN_NONE;
            at += *at < 0xE0 ? 1 : 2;
        }
    int32_t *numbers = malloc((size / 2 + 1) * sizeof *numbers);
    PyObject *fresh = PyList_New(0), *result = NULL;
    if (!numbers || !fresh) {
        PyErr_NoMemory();
        goto end;
    }
    Py_ssize_t count = 0;
    for (const uint8_t *at = text; at < end;) {
        if (!is_word(*at)) {
            at++;
            continue;
        }
        const uint8_t *begin = at;
        for (;;) {
            while (at < end && is_word(*at)) at++;
            if (at >= end) break;
            int joined = kind_of(at, end);
            if (joined <= 0 || at + joined >= end || !is_word(at[joined])) break;
            at += joined;
        }
        int32_t number = table_number(table, begin, at - begin, next);
        if (number < 0) {
            PyErr_NoMemory();
            goto end;
        }
        if (number == next) {
            PyObject *surface = PyUnicode_FromStringAndSize((const char *)begin, at - begin);
            if (!surface || PyList_Append(fresh, surface) < 0) {
                Py_XDECREF(surface);
                goto end;
            }
            Py_DECREF(surface);
            next++;
        }
        numbers[count++] = number;
    }
    {
        PyObject *packed = PyBytes_FromStringAndSize((const char *)numbers, count * 4);
        if (packed) result = PyTuple_Pack(2, packed, fresh);
        Py_XDECREF(packed);
    }
end:
    free(numbers);
    Py_XDECREF(fresh);
    return result;
}

/* add(table, surface, number): remember a surface that was found another way. */
static PyObject *add(PyObject *self, PyObject *args) {
    PyObject *capsule;
    const char *text;
    Py_ssize_t length;
    int number;
    if (!PyArg_ParseTuple(args, "Os#i", &capsule, &text, &length, &number)) return NULL;
    Table *table = PyCapsule_GetPointer(capsule, "surfaces");
    if (!table) return NULL;
    if (length && table_number(table, (const uint8_t *)text, length, number) < 0)
        return PyErr_NoMemory();
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"surfaces", surfaces, METH_NOARGS, NULL}, {"scan", scan, METH_VARARGS, NULL},
    {"add", add, METH_VARARGS, NULL},
    {"unite", unite, METH_VARARGS, NULL},   {"intersect", intersect, METH_VARARGS, NULL},
    {"top", top, METH_VARARGS, NULL},       {"count", count, METH_VARARGS, NULL},
    {"phrase", phrase, METH_VARARGS, NULL}, {"fuzzy", fuzzy, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "_kernel", "Compiled inner loops; see kernel.c.", -1, methods,
    NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__kernel(void) { return PyModule_Create(&module); }
