/* The inner loops of the engine, compiled: what the files of this folder share.
 *
 * Optional: without a compiler kliping installs all the same, and NumPy answers alike (the tests
 * run both). Every function checks the item type, the item size, the contiguity, the alignment and
 * the length of every buffer, and lets other threads run. Document lists are int32, ascending,
 * without repetition. Numbers come from files that may be damaged or made by others, so none is
 * used as a place before it was compared with the room there is; IndexError says that one was
 * outside. A buffer of a wrong type is a fault of the caller: TypeError.
 *
 * module.c   the names that Python sees
 * buffers.c  buffers and lists of them, opened and checked
 * lists.c    union, intersection, top, counts        (document_lists.py, ordinals.py)
 * phrase.c   words that follow each other            (phrases.py)
 * fuzzy.c    a term's place, terms within a distance (term_dictionary.py, expansion.py)
 * words.c    the words of a text, as numbers         (surface_table.py, marks.py)
 * words.h    how they are read, for words.c and snippets.c
 * snippets.c marks and snippets of a page             (marks.py, snippets.py)
 */
#ifndef KLIPING_KERNEL_H
#define KLIPING_KERNEL_H
#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MOST_LISTS 64

#ifdef __GNUC__ /* names as short as these must not meet those of other libraries */
#pragma GCC visibility push(hidden)
#endif

/* Item types, as bits: a function says which of them it reads. */
enum { U8 = 1, BOOL8 = 2, U16 = 4, I32 = 8, U32 = 16, I64 = 32, F64 = 64 };

/* An open buffer of one dimension.
 * `items` counts items of type `type`, one of the bits above. */
typedef struct {
    Py_buffer view;
    int type, open;
    Py_ssize_t items;
} Buffer;

/* Opens a buffer whose items have one of the types. Returns 0, or -1 with an error.
 * TypeError: other items; ValueError (BufferError): not contiguous, not aligned, not writable. */
int open_buffer(PyObject *object, Buffer *buffer, int types, int writable);
/* Closes buffers, those that were never opened included: begin with {0}. */
void close_buffers(Buffer *buffers, Py_ssize_t count);

/* One number of a buffer of whole numbers, whatever its type. */
static inline int64_t whole(const Buffer *buffer, Py_ssize_t at) {
    const void *items = buffer->view.buf;
    switch (buffer->type) {
    case U8: case BOOL8: return ((const uint8_t *)items)[at];
    case U16: return ((const uint16_t *)items)[at];
    case I32: return ((const int32_t *)items)[at];
    case U32: return ((const uint32_t *)items)[at];
    default: return ((const int64_t *)items)[at];
    }
}

typedef struct {
    Buffer documents, scores;
    const int32_t *d;
    const double *s; /* NULL: `constant` for each */
    double constant;
    Py_ssize_t n, at;
} List;

/* Reads a sequence of (documents, scores or a number). Returns how many, or -1 with an error. */
Py_ssize_t read_lists(PyObject *sequence, List *lists);
void close_lists(List *lists, Py_ssize_t count);

/* The first place from `at` whose document is not below `wanted`: gallop, then bisect. */
static inline Py_ssize_t seek(const int32_t *d, Py_ssize_t n, Py_ssize_t at, int32_t wanted) {
    if (at >= n || d[at] >= wanted) return at;
    Py_ssize_t step = 1;
    while (step < n - at && d[at + step] < wanted) {
        at += step;
        step *= 2;
    }
    Py_ssize_t high = step < n - at ? at + step : n;
    while (at + 1 < high) {
        Py_ssize_t middle = at + (high - at) / 2;
        if (d[middle] < wanted) at = middle; else high = middle;
    }
    return high;
}

PyObject *unite(PyObject *self, PyObject *args);
PyObject *intersect(PyObject *self, PyObject *args);
PyObject *top(PyObject *self, PyObject *args);
PyObject *count(PyObject *self, PyObject *args);
PyObject *phrase(PyObject *self, PyObject *args);
PyObject *fuzzy(PyObject *self, PyObject *args);
PyObject *surfaces(PyObject *self, PyObject *args);
PyObject *scan(PyObject *self, PyObject *args);
PyObject *find(PyObject *self, PyObject *args);
PyObject *traits(PyObject *self, PyObject *args);
PyObject *rank(PyObject *self, PyObject *args);
PyObject *add(PyObject *self, PyObject *args);
PyObject *marks(PyObject *self, PyObject *args);
PyObject *snippets(PyObject *self, PyObject *args);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#endif
