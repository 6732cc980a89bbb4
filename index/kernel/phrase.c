/* Documents whose words follow each other. */
#include "kernel.h"

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
PyObject *phrase(PyObject *self, PyObject *args) {
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
