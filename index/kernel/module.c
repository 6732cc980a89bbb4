/* The names that Python sees. */
#include "kernel.h"

static PyMethodDef methods[] = {
    {"surfaces", surfaces, METH_NOARGS, NULL}, {"scan", scan, METH_VARARGS, NULL},
    {"find", find, METH_VARARGS, NULL}, {"rank", rank, METH_VARARGS, NULL},
    {"traits", traits, METH_VARARGS, NULL},
    {"add", add, METH_VARARGS, NULL},       {"marks", marks, METH_VARARGS, NULL},
    {"snippets", snippets, METH_VARARGS, NULL},
    {"unite", unite, METH_VARARGS, NULL},   {"intersect", intersect, METH_VARARGS, NULL},
    {"top", top, METH_VARARGS, NULL},       {"count", count, METH_VARARGS, NULL},
    {"phrase", phrase, METH_VARARGS, NULL}, {"fuzzy", fuzzy, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "_kernel", "Compiled inner loops; see kernel.h.", -1, methods,
    NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__kernel(void) { return PyModule_Create(&module); }
