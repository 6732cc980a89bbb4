/* Union, intersection, the best, and counts of document lists. */
#include "kernel.h"

#define WINDOW 4096 /* documents whose sums are held at once: 32 KiB, the size of an L1 cache */

int get(PyObject *object, Py_buffer *view, Py_ssize_t itemsize, int writable) {
    if (PyObject_GetBuffer(object, view, writable ? PyBUF_WRITABLE : PyBUF_SIMPLE) < 0) return -1;
    if (itemsize && view->len % itemsize) {
        PyBuffer_Release(view);
        PyErr_SetString(PyExc_ValueError, "kernel: a buffer has items of another size");
        return -1;
    }
    return 0;
}

void drop(List *lists, Py_ssize_t count) {
    for (Py_ssize_t i = 0; i < count; i++) {
        PyBuffer_Release(&lists[i].documents);
        if (lists[i].s) PyBuffer_Release(&lists[i].scores);
    }
}

Py_ssize_t read_lists(PyObject *sequence, List *lists) {
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

/* unite(lists, documents out, scores out) -> count: the union, the scores added up. */
PyObject *unite(PyObject *self, PyObject *args) {
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
PyObject *intersect(PyObject *self, PyObject *args) {
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
PyObject *top(PyObject *self, PyObject *args) {
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
PyObject *count(PyObject *self, PyObject *args) {
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
