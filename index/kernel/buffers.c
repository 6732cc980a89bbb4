/* Buffers and lists of them, opened and checked. */
#include "kernel.h"

/* The type of a buffer's items, or 0 for one that no function here reads. */
static int type_of(const char *format, Py_ssize_t size) {
    if (!format) return size == 1 ? U8 : 0; /* what PEP 3118 says of buffers without a format */
    /* "<" says little-endian, as files are; package `kliping.index.kernel` loads this extension on
     * machines of that order only. */
    if (*format == '@' || *format == '=' || *format == '<') format++;
    if (!format[0] || format[1]) return 0;
    switch (format[0]) {
    case '?': return size == 1 ? BOOL8 : 0;
    case 'B': case 'H': case 'I': case 'L': case 'Q': case 'N':
        return size == 1 ? U8 : size == 2 ? U16 : size == 4 ? U32 : 0;
    case 'i': case 'l': case 'q': case 'n': return size == 4 ? I32 : size == 8 ? I64 : 0;
    case 'd': return size == 8 ? F64 : 0;
    default: return 0;
    }
}

int open_buffer(PyObject *object, Buffer *buffer, int types, int writable) {
    int flags = PyBUF_C_CONTIGUOUS | PyBUF_FORMAT | (writable ? PyBUF_WRITABLE : 0);
    buffer->open = 0;
    if (PyObject_GetBuffer(object, &buffer->view, flags) < 0) return -1;
    Py_buffer *view = &buffer->view;
    buffer->open = 1;
    buffer->type = type_of(view->format, view->itemsize);
    buffer->items = view->itemsize > 0 ? view->len / view->itemsize : 0;
    if (view->ndim != 1 || !(buffer->type & types)) {
        PyErr_Format(PyExc_TypeError,
                     "kernel: a buffer has %d dimensions and items of %zd bytes in the format "
                     "'%s', which are not those that this argument takes",
                     view->ndim, view->itemsize, view->format ? view->format : "B");
    } else if (buffer->items && (uintptr_t)view->buf % (uintptr_t)view->itemsize) {
        PyErr_SetString(PyExc_ValueError, "kernel: a buffer is not aligned to its items");
    } else {
        return 0;
    }
    close_buffers(buffer, 1);
    return -1;
}

void close_buffers(Buffer *buffers, Py_ssize_t count) {
    for (Py_ssize_t i = 0; i < count; i++) {
        if (buffers[i].open) PyBuffer_Release(&buffers[i].view);
        buffers[i].open = 0;
    }
}

void close_lists(List *lists, Py_ssize_t count) {
    for (Py_ssize_t i = 0; i < count; i++) {
        close_buffers(&lists[i].documents, 1);
        close_buffers(&lists[i].scores, 1);
    }
}

/* Reads one (documents, scores or a number). Returns 0, or -1 with an error and nothing open. */
static int read_list(PyObject *pair, List *list) {
    memset(list, 0, sizeof *list);
    PyObject *documents = PySequence_GetItem(pair, 0);
    PyObject *scores = documents ? PySequence_GetItem(pair, 1) : NULL;
    int failed = !scores || open_buffer(documents, &list->documents, I32, 0) < 0;
    if (!failed) {
        list->d = list->documents.view.buf;
        list->n = list->documents.items;
        if (PyFloat_Check(scores) || PyLong_Check(scores)) {
            list->constant = PyFloat_AsDouble(scores);
            failed = list->constant == -1.0 && PyErr_Occurred();
        } else if (open_buffer(scores, &list->scores, F64, 0) < 0) {
            failed = 1;
        } else {
            list->s = list->scores.view.buf;
            if (list->scores.items != list->n) {
                PyErr_SetString(PyExc_ValueError, "kernel: as many scores as documents");
                failed = 1;
            }
        }
    }
    Py_XDECREF(documents);
    Py_XDECREF(scores);
    if (failed) close_lists(list, 1);
    return failed ? -1 : 0;
}

Py_ssize_t read_lists(PyObject *sequence, List *lists) {
    Py_ssize_t count = PySequence_Size(sequence);
    if (count < 0) return -1;
    if (count > MOST_LISTS) {
        PyErr_SetString(PyExc_ValueError, "kernel: too many lists");
        return -1;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *pair = PySequence_GetItem(sequence, i);
        int failed = !pair || read_list(pair, &lists[i]) < 0;
        Py_XDECREF(pair);
        if (failed) {
            close_lists(lists, i);
            return -1;
        }
    }
    return count;
}
