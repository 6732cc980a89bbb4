/* Terms within an edit distance of a word. */
#include "kernel.h"

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

/* The terms of a field, as term_dictionary.py keeps them: term n is blob[ends[n] : ends[n + 1]]. */
typedef struct {
    const uint8_t *blob;
    const uint32_t *ends;
    Py_ssize_t room; /* bytes of blob */
} Dictionary;

/* Finds a term of a number that `ends` has. Returns its length in bytes, or -1 if it is outside. */
static int64_t term_bytes(const Dictionary *terms, Py_ssize_t n, const uint8_t **text) {
    uint32_t begin = terms->ends[n], end = terms->ends[n + 1];
    if (begin > end || end > terms->room) return -1;
    *text = terms->blob + begin;
    return end - begin;
}

/* Whether term n begins with the bytes. */
static int begins(const Dictionary *terms, Py_ssize_t n, const uint8_t *prefix, int64_t length,
                  int *outside) {
    const uint8_t *text = NULL;
    int64_t bytes = term_bytes(terms, n, &text);
    if (bytes < 0) *outside = 1;
    return bytes >= 0 && bytes >= length && !memcmp(text, prefix, length);
}

/* fuzzy(blob uint8, ends uint32, low, high, word as UTF-8, most) -> list of the numbers in
 * [low, high) of the terms within an edit distance. Word and distance are less than LONGEST code
 * points together, so a longer term is never within it. Terms ascend, so rows of the table of distances are kept for what a
 * term shares with the one before, and once no row can come near enough, all terms with that
 * beginning are skipped by bisection. */
PyObject *fuzzy(PyObject *self, PyObject *args) {
    PyObject *blob_given, *ends_given;
    const char *word_text;
    Py_ssize_t word_length, low, high, most;
    Buffer given[2] = {{.open = 0}, {.open = 0}};
    if (!PyArg_ParseTuple(args, "OOnny#n", &blob_given, &ends_given, &low, &high, &word_text,
                          &word_length, &most))
        return NULL;
    if (open_buffer(blob_given, &given[0], U8, 0) < 0 ||
        open_buffer(ends_given, &given[1], U32, 0) < 0) {
        close_buffers(given, 2);
        return NULL;
    }
    const Dictionary terms = {given[0].view.buf, given[1].view.buf, given[0].items};
    PyObject *found = PyList_New(0);
    uint32_t word[LONGEST], term[LONGEST], last[LONGEST];
    int size = decode((const uint8_t *)word_text, word_length, word), shared_rows = 0, outside = 0;
    /* Row r: distances of the first r code points of the term to each beginning of the word. */
    uint16_t (*rows)[LONGEST + 1] = malloc(sizeof(uint16_t[LONGEST + 1]) * (LONGEST + 1));
    if (!rows || !found) {
        if (found) PyErr_NoMemory();
        goto end;
    }
    if (low < 0 || high < low || high >= given[1].items) outside = 1;
    for (int j = 0; j <= size; j++) rows[0][j] = (uint16_t)j;
    for (Py_ssize_t n = low; !outside && n < high;) {
        const uint8_t *begin;
        int64_t bytes = term_bytes(&terms, n, &begin);
        if (bytes < 0) { outside = 1; break; }
        int length = decode(begin, bytes, term), shared = 0;
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
                int failed = !number || PyList_Append(found, number) < 0;
                Py_XDECREF(number);
                if (failed) goto end;
            }
            n++;
            continue;
        }
        /* Skip what begins with the first i code points of this term: bytes up to there. */
        int64_t prefix = 0;
        for (int c = 0; c < i; c++)
            prefix += term[c] < 0x80 ? 1 : term[c] < 0x800 ? 2 : term[c] < 0x10000 ? 3 : 4;
        if (prefix > bytes) prefix = bytes;
        Py_ssize_t step = 1, at = n;
        while (step < high - at && begins(&terms, at + step, begin, prefix, &outside)) {
            at += step;
            step *= 2;
        }
        Py_ssize_t top_end = step < high - at ? at + step : high;
        while (at + 1 < top_end) {
            Py_ssize_t middle = at + (top_end - at) / 2;
            if (begins(&terms, middle, begin, prefix, &outside)) at = middle;
            else top_end = middle;
        }
        n = top_end;
    }
    if (outside)
        PyErr_SetString(PyExc_IndexError, "kernel: a dictionary does not fit its text");
end:
    free(rows);
    close_buffers(given, 2);
    if (PyErr_Occurred()) Py_CLEAR(found);
    return found;
}

/* rank(blob uint8, ends uint32, term) -> how many terms are smaller. */
PyObject *rank(PyObject *self, PyObject *args) {
    PyObject *blob_given, *ends_given;
    const char *term;
    Py_ssize_t length;
    Buffer given[2] = {{.open = 0}, {.open = 0}};
    if (!PyArg_ParseTuple(args, "OOy#", &blob_given, &ends_given, &term, &length)) return NULL;
    int failed = open_buffer(blob_given, &given[0], U8, 0) < 0 ||
                 open_buffer(ends_given, &given[1], U32, 0) < 0;
    Py_ssize_t low = 0;
    int outside = 0;
    if (!failed) {
        const Dictionary terms = {given[0].view.buf, given[1].view.buf, given[0].items};
        Py_ssize_t high = given[1].items - 1;
        while (low < high) {
            Py_ssize_t middle = low + (high - low) / 2;
            const uint8_t *text = NULL;
            int64_t bytes = term_bytes(&terms, middle, &text);
            if (bytes < 0) { outside = 1; break; }
            int order = memcmp(text, term, bytes < length ? bytes : length);
            if (order < 0 || (!order && bytes < length)) low = middle + 1; else high = middle;
        }
    }
    close_buffers(given, 2);
    if (outside)
        PyErr_SetString(PyExc_IndexError, "kernel: a dictionary does not fit its text");
    return failed || outside ? NULL : PyLong_FromSsize_t(low);
}
