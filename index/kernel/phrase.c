/* Documents whose words follow each other. */
#include "kernel.h"

/* Where a word stands: posting i's places are positions[starts[i] : starts[i + 1]], ascending. */
typedef struct {
    Buffer starts, positions;
} Places;

/* Reads a sequence of (starts, positions), one a list. Returns 0, or -1 with an error; what was
 * opened is closed by the caller either way. */
static int read_places(PyObject *sequence, const List *lists, Py_ssize_t words, Places *places) {
    if (PySequence_Size(sequence) != words) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_ValueError, "kernel: a phrase's parts differ in length");
        return -1;
    }
    for (Py_ssize_t i = 0; i < words; i++) {
        PyObject *pair = PySequence_GetItem(sequence, i);
        PyObject *starts = pair ? PySequence_GetItem(pair, 0) : NULL;
        PyObject *positions = starts ? PySequence_GetItem(pair, 1) : NULL;
        int failed = !positions || open_buffer(starts, &places[i].starts, I64, 0) < 0 ||
                     open_buffer(positions, &places[i].positions, U8 | U16 | U32 | I32, 0) < 0;
        if (!failed && places[i].starts.items <= lists[i].n) {
            PyErr_SetString(PyExc_IndexError, "kernel: positions and postings do not fit");
            failed = 1;
        }
        Py_XDECREF(pair);
        Py_XDECREF(starts);
        Py_XDECREF(positions);
        if (failed) return -1;
    }
    return 0;
}

/* Places of one document that the words so far have reached, and room for those of the next. */
typedef struct {
    int64_t *now, *next;
    Py_ssize_t room, count;
} Reached;

static int make_room(Reached *reached, Py_ssize_t wanted) {
    if (wanted <= reached->room) return 0;
    Py_ssize_t room = 2 * wanted;
    int64_t *now = realloc(reached->now, room * sizeof *now);
    if (now) reached->now = now;
    int64_t *next = now ? realloc(reached->next, room * sizeof *next) : NULL;
    if (!next) return -1;
    reached->next = next;
    reached->room = room;
    return 0;
}

/* Keeps of one word's places in posting `posting` those that a place reached before them, at most
 * `slop` away. Returns 0; -1 without memory; -2 where starts leave the positions. */
static int follow(const Places *places, Py_ssize_t posting, int first, int64_t slop,
                  Reached *reached) {
    const int64_t *starts = places->starts.view.buf;
    int64_t at = starts[posting], end = starts[posting + 1];
    if (at < 0 || end < at || end > places->positions.items) return -2;
    if (make_room(reached, end - at) < 0) return -1;
    Py_ssize_t kept = 0, low = 0;
#define FOLLOW(TYPE)                                                                        \
    {                                                                                       \
        const TYPE *position = places->positions.view.buf;                                  \
        if (first) {                                                                        \
            while (at < end) reached->next[kept++] = position[at++];                        \
        } else {                                                                            \
            for (; at < end; at++) {                                                        \
                int64_t place = position[at];                                               \
                while (low < reached->count && reached->now[low] < place - slop) low++;     \
                if (low == reached->count) break;                                           \
                if (reached->now[low] < place) reached->next[kept++] = place;               \
            }                                                                               \
        }                                                                                   \
    }
    switch (places->positions.type) {
    case U8: FOLLOW(uint8_t) break;
    case U16: FOLLOW(uint16_t) break;
    case U32: FOLLOW(uint32_t) break;
    default: FOLLOW(int32_t)
    }
    int64_t *before = reached->now;
    reached->now = reached->next;
    reached->next = before;
    reached->count = kept;
    return 0;
}

/* phrase(lists, order, places, slop, documents out, scores out) -> count.
 * lists: (documents, scores) a word; order: word numbers, rarest first (bytes);
 * places: (starts int64, positions of any unsigned type) a word, in the order of the phrase. */
PyObject *phrase(PyObject *self, PyObject *args) {
    PyObject *sequence, *places_given, *out_d, *out_s;
    const char *order;
    Py_ssize_t order_length, given_slop, found = 0;
    List lists[MOST_LISTS];
    Places places[MOST_LISTS];
    Buffer out[2] = {{.open = 0}, {.open = 0}};
    if (!PyArg_ParseTuple(args, "Oy#OnOO", &sequence, &order, &order_length, &places_given,
                          &given_slop, &out_d, &out_s))
        return NULL;
    /* Positions are below 2^32, so a wider slop matches alike, and nothing can overflow. */
    const int64_t widest = (int64_t)1 << 32;
    int64_t slop = given_slop < 0 ? 0 : given_slop < widest ? given_slop : widest;
    memset(places, 0, sizeof places);
    Py_ssize_t words = read_lists(sequence, lists);
    if (words < 0) return NULL;
    int failed = 1, wrong = 0;
    if (!words || order_length != words) {
        PyErr_SetString(PyExc_ValueError, "kernel: a phrase's parts differ in length");
        goto end;
    }
    uint64_t named = 0; /* a bit a word: MOST_LISTS is 64 */
    for (Py_ssize_t i = 0; i < words; i++) {
        uint8_t word = (uint8_t)order[i];
        if (word >= words || named >> word & 1) {
            PyErr_SetString(PyExc_ValueError, "kernel: the order names each word once");
            goto end;
        }
        named |= (uint64_t)1 << word;
    }
    if (read_places(places_given, lists, words, places) < 0 ||
        open_buffer(out_d, &out[0], I32, 1) < 0 || open_buffer(out_s, &out[1], F64, 1) < 0)
        goto end;
    List *first = &lists[(uint8_t)order[0]];
    if (out[0].items < first->n || out[1].items < first->n) {
        PyErr_SetString(PyExc_ValueError, "kernel: the output is too small");
        goto end;
    }
    failed = 0;
    int32_t *documents = out[0].view.buf;
    double *scores = out[1].view.buf;
    Py_BEGIN_ALLOW_THREADS
    Reached reached = {NULL, NULL, 0, 0};
    for (Py_ssize_t n = 0; n < first->n && !wrong; n++) {
        int32_t document = first->d[n];
        first->at = n;
        Py_ssize_t i = 1;
        for (; i < words; i++) {
            List *list = &lists[(uint8_t)order[i]];
            list->at = seek(list->d, list->n, list->at, document);
            if (list->at >= list->n || list->d[list->at] != document) break;
        }
        if (i < words) {
            if (lists[(uint8_t)order[i]].at >= lists[(uint8_t)order[i]].n) break;
            continue;
        }
        double sum = 0.0;
        for (Py_ssize_t word = 0; word < words && !wrong; word++) {
            const List *list = &lists[word];
            wrong = follow(&places[word], list->at, word == 0, slop, &reached);
            if (!reached.count) break;
            sum += list->s ? list->s[list->at] : list->constant;
        }
        if (reached.count && !wrong) {
            documents[found] = document;
            scores[found++] = sum;
        }
    }
    free(reached.now);
    free(reached.next);
    Py_END_ALLOW_THREADS
end:
    for (Py_ssize_t i = 0; i < words; i++) {
        close_buffers(&places[i].starts, 1);
        close_buffers(&places[i].positions, 1);
    }
    close_lists(lists, words);
    close_buffers(out, 2);
    if (wrong == -1) return PyErr_NoMemory();
    if (wrong == -2) PyErr_SetString(PyExc_IndexError, "kernel: positions and postings do not fit");
    return failed || wrong ? NULL : PyLong_FromSsize_t(found);
}
