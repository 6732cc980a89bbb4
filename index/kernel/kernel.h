/* The inner loops of the engine, compiled: what the files of this folder share.
 *
 * Optional: without a compiler kliping installs all the same, and NumPy answers alike (the tests
 * run both). Every function takes contiguous buffers, checks their item sizes, and lets other
 * threads run. Document lists are int32, ascending, without repetition. Numbers come from files
 * that may be damaged, so none is used as a place before it was compared with the room there is;
 * IndexError says that one was outside.
 *
 * module.c  the names that Python sees
 * lists.c   union, intersection, top, counts        (document_lists.py, ordinals.py)
 * phrase.c  words that follow each other            (phrases.py)
 * fuzzy.c   terms within an edit distance           (expansion.py)
 * words.c   the words of a text, as numbers         (surface_table.py)
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

typedef struct {
    Py_buffer documents, scores;
    const int32_t *d;
    const double *s; /* NULL: `constant` for each */
    double constant;
    Py_ssize_t n, at;
} List;

/* Opens a buffer whose length is a multiple of `itemsize` (0: any). Returns 0, or -1 with an error. */
int get(PyObject *object, Py_buffer *view, Py_ssize_t itemsize, int writable);

/* Reads a sequence of (documents, scores or a number). Returns how many, or -1 with an error. */
Py_ssize_t read_lists(PyObject *sequence, List *lists);
void drop(List *lists, Py_ssize_t count);

/* The first place from `at` whose document is not below `wanted`: gallop, then bisect. */
static inline Py_ssize_t seek(const int32_t *d, Py_ssize_t n, Py_ssize_t at, int32_t wanted) {
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

PyObject *unite(PyObject *self, PyObject *args);
PyObject *intersect(PyObject *self, PyObject *args);
PyObject *top(PyObject *self, PyObject *args);
PyObject *count(PyObject *self, PyObject *args);
PyObject *phrase(PyObject *self, PyObject *args);
PyObject *fuzzy(PyObject *self, PyObject *args);
PyObject *surfaces(PyObject *self, PyObject *args);
PyObject *scan(PyObject *self, PyObject *args);
PyObject *add(PyObject *self, PyObject *args);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#endif
