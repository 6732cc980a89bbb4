/* The words of a text as numbers, each distinct word analyzed once. */
#include "kernel.h"
#include "words.h"

/* Surfaces by number: an open hash table over an arena of UTF-8. */
typedef struct {
    uint64_t hash;
    uint64_t offset;
    uint32_t length; /* 0: free */
    int32_t number;
} Slot;

struct Table {
    Slot *slots;
    uint64_t room, used; /* room: a power of two */
    uint8_t *arena;
    uint64_t arena_room, arena_used;
};

static void table_free(PyObject *capsule) {
    Table *table = PyCapsule_GetPointer(capsule, "surfaces");
    if (table) {
        free(table->slots);
        free(table->arena);
        free(table);
    }
}

/* surfaces() -> an empty table. */
PyObject *surfaces(PyObject *self, PyObject *args) {
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

/* The UTF-8 of a text, or NULL for one that is too long or has what the scan does not read. */
static const uint8_t *readable_text(PyObject *given, Py_ssize_t *size) {
    const uint8_t *text = (const uint8_t *)PyUnicode_AsUTF8AndSize(given, size);
    if (!text) {
        PyErr_Clear(); /* a lone surrogate */
        return NULL;
    }
    return *size <= INT32_MAX / 8 && is_readable(text, text + *size) ? text : NULL;
}

/* The number of a surface; -1 with an exception. A new one gets *next, and is appended to fresh. */
int32_t surface_number(Table *table, const uint8_t *begin, Py_ssize_t length, int *next,
                       PyObject *fresh) {
    int32_t number = table_number(table, begin, length, *next);
    if (number < 0) {
        PyErr_NoMemory();
        return -1;
    }
    if (number == *next) {
        PyObject *surface = PyUnicode_FromStringAndSize((const char *)begin, length);
        int failed = !surface || PyList_Append(fresh, surface) < 0;
        Py_XDECREF(surface);
        if (failed) return -1;
        (*next)++;
    }
    return number;
}

/* scan(table, text, next) -> (numbers as int32 bytes, new surfaces), or None.
 *
 * The surfaces of a text of Latin words, apostrophes and the commonest marks, as
 * kliping.index.analyzer.tokenizer finds them; None for a text that holds anything else. A new
 * surface gets the number `next`, the one after it `next + 1`, and so on. */
PyObject *scan(PyObject *self, PyObject *args) {
    PyObject *capsule, *given;
    int next;
    if (!PyArg_ParseTuple(args, "OOi", &capsule, &given, &next)) return NULL;
    Table *table = PyCapsule_GetPointer(capsule, "surfaces");
    if (!table) return NULL;
    Py_ssize_t size;
    const uint8_t *text = readable_text(given, &size);
    if (!text) Py_RETURN_NONE;
    const uint8_t *end = text + size;
    int32_t *numbers = malloc((size / 2 + 1) * sizeof *numbers);
    PyObject *fresh = PyList_New(0), *result = NULL;
    if (!numbers || !fresh) {
        PyErr_NoMemory();
        goto end;
    }
    Py_ssize_t count = 0;
    const uint8_t *at = text;
    int32_t point = 0;
    for (const uint8_t *begin; (begin = next_word(&at, end, &point));) {
        int32_t number = surface_number(table, begin, at - begin, &next, fresh);
        if (number < 0) goto end;
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

/* find(table, text, spans int32 pairs, next, wanted int32 ascending, traits uint8[512])
 *     -> (found as int32 bytes, new surfaces), or None as scan().
 *
 * `traits`, or None, has the bits of the wanted surfaces (`traits` below): then the text must hold
 * known surfaces alone, and others than the wanted ones are mostly not looked up.
 *
 * Four numbers a wanted surface inside the spans: its number, where it starts and ends in code
 * points, and how many surfaces stand before it in the spans. The spans ascend; a word that crosses
 * the edge of one is cut there. */
PyObject *find(PyObject *self, PyObject *args) {
    PyObject *capsule, *given, *spans_given, *wanted_given, *traits_given;
    int next;
    if (!PyArg_ParseTuple(args, "OOOiOO", &capsule, &given, &spans_given, &next, &wanted_given,
                          &traits_given))
        return NULL;
    Table *table = PyCapsule_GetPointer(capsule, "surfaces");
    if (!table) return NULL;
    Py_ssize_t size;
    const uint8_t *text = readable_text(given, &size);
    if (!text) Py_RETURN_NONE;
    Buffer buffers[3] = {{.open = 0}, {.open = 0}, {.open = 0}};
    PyObject *fresh = NULL, *result = NULL;
    int32_t *found = NULL;
    const uint8_t *traits = NULL;
    if (open_buffer(spans_given, &buffers[0], I32, 0) < 0 ||
        open_buffer(wanted_given, &buffers[1], I32, 0) < 0)
        goto end;
    if (traits_given != Py_None) {
        if (open_buffer(traits_given, &buffers[2], U8, 0) < 0) goto end;
        if (buffers[2].items != TRAITS / 8) {
            PyErr_SetString(PyExc_ValueError, "kernel: traits take 512 bytes");
            goto end;
        }
        traits = buffers[2].view.buf;
    }
    const int32_t *spans = buffers[0].view.buf, *wanted = buffers[1].view.buf;
    const Py_ssize_t wanted_count = buffers[1].items;
    uint64_t mask = 0;
    for (Py_ssize_t n = 0; n < wanted_count; n++) mask |= (uint64_t)1 << (wanted[n] & 63);
    Py_ssize_t room = 64, count = 0;
    found = malloc(room * 4 * sizeof *found);
    fresh = PyList_New(0);
    if (!found || !fresh) {
        PyErr_NoMemory();
        goto end;
    }
    const uint8_t *at = text, *text_end = text + size;
    int32_t point = 0, before = 0;
    for (Py_ssize_t s = 0; s + 1 < buffers[0].items; s += 2) {
        if (spans[s] < point || spans[s + 1] < spans[s]) {
            PyErr_SetString(PyExc_IndexError, "kernel: spans do not ascend");
            goto end;
        }
        at = behind(at, text_end, spans[s] - point);
        point = spans[s];
        const uint8_t *end = behind(at, text_end, spans[s + 1] - point);
        for (const uint8_t *begin; (begin = next_word(&at, end, &point));) {
            int32_t start = point;
            point += (int32_t)points_between(begin, at);
            if (traits) {
                int bit = trait(begin, at - begin);
                if (!(traits[bit >> 3] >> (bit & 7) & 1)) {
                    before++;
                    continue;
                }
            }
            int32_t number = surface_number(table, begin, at - begin, &next, fresh);
            if (number < 0) goto end;
            if (mask >> (number & 63) & 1 && place_of(wanted, wanted_count, number) >= 0) {
                if (count == room) {
                    room *= 2;
                    int32_t *larger = realloc(found, room * 4 * sizeof *found);
                    if (!larger) {
                        PyErr_NoMemory();
                        goto end;
                    }
                    found = larger;
                }
                int32_t *row = found + 4 * count++;
                row[0] = number, row[1] = start, row[2] = point, row[3] = before;
            }
            before++;
        }
    }
    {
        PyObject *packed = PyBytes_FromStringAndSize((const char *)found, count * 16);
        if (packed) result = PyTuple_Pack(2, packed, fresh);
        Py_XDECREF(packed);
    }
end:
    free(found);
    Py_XDECREF(fresh);
    close_buffers(buffers, 3);
    return result;
}

/* traits(surfaces) -> bytes: the bits of their first bytes and lengths, for find(). */
PyObject *traits(PyObject *self, PyObject *args) {
    PyObject *surfaces;
    uint8_t bits[TRAITS / 8] = {0};
    if (!PyArg_ParseTuple(args, "O!", &PyList_Type, &surfaces)) return NULL;
    for (Py_ssize_t n = 0; n < PyList_Size(surfaces); n++) {
        Py_ssize_t size;
        const char *text = PyUnicode_AsUTF8AndSize(PyList_GetItem(surfaces, n), &size);
        if (!text) return NULL;
        int bit = trait((const uint8_t *)text, size);
        bits[bit >> 3] |= 1 << (bit & 7);
    }
    return PyBytes_FromStringAndSize((const char *)bits, sizeof bits);
}

/* add(table, surface, number): remember a surface that was found another way. */
PyObject *add(PyObject *self, PyObject *args) {
    PyObject *capsule;
    const char *text;
    Py_ssize_t length;
    int number;
    if (!PyArg_ParseTuple(args, "Os#i", &capsule, &text, &length, &number)) return NULL;
    Table *table = PyCapsule_GetPointer(capsule, "surfaces");
    if (!table) return NULL;
    if (number < 0 || length > INT32_MAX) {
        PyErr_SetString(PyExc_ValueError, "kernel: a surface is too long, or its number below 0");
        return NULL;
    }
    if (length && table_number(table, (const uint8_t *)text, length, number) < 0)
        return PyErr_NoMemory();
    Py_RETURN_NONE;
}
