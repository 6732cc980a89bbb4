/* How the kernel reads words: what words.c and snippets.c share. */
#ifndef KLIPING_WORDS_H
#define KLIPING_WORDS_H
#include "kernel.h"

#define TRAITS 4096

typedef struct Table Table;

/* The number of a surface; -1 with an exception. A new one gets *next, and is appended to fresh. */
int32_t surface_number(Table *table, const uint8_t *begin, Py_ssize_t length, int *next,
                       PyObject *fresh);

static inline int is_word(uint8_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* The bytes of the letter or digit at a place, 0 where none of these stands there: ASCII, and the
 * Latin letters from U+00C0 to U+023F. */
static inline int word_at(const uint8_t *at, const uint8_t *end) {
    if (is_word(*at)) return 1;
    if (*at < 0xC3 || *at > 0xC8 || at + 1 >= end) return 0;
    /* the signs of multiplication and division */
    return *at == 0xC3 && (at[1] == 0x97 || at[1] == 0xB7) ? 0 : 2;
}

/* What follows a word: 0 a plain separator, n > 0 an apostrophe of n bytes, -1 anything else. */
static inline int kind_of(const uint8_t *at, const uint8_t *end) {
    uint8_t c = *at;
    if (c < 0x80) return c == '\'' || c == '`';
    uint32_t point;
    if (c >= 0xC2 && c < 0xE0 && at + 1 < end) point = (c & 31) << 6 | (at[1] & 63);
    else if (c >= 0xE0 && c < 0xF0 && at + 2 < end)
        point = (uint32_t)(c & 15) << 12 | (at[1] & 63) << 6 | (at[2] & 63);
    else return -1;
    if (point == 0x2018 || point == 0x2019) return 3;
    if ((point >= 0xA0 && point <= 0xA9) || point == 0xAB || point == 0xAE || point == 0xB0 ||
        point == 0xB1 || point == 0xB7 || point == 0xBB || point == 0xD7 || point == 0xF7 ||
        (point >= 0x2010 && point <= 0x2015) || (point >= 0x201C && point <= 0x201E) ||
        (point >= 0x2020 && point <= 0x2027) || point == 0x20AC)
        return 0;
    return -1;
}

/* Where the word that begins at a place ends. */
static inline const uint8_t *word_end(const uint8_t *at, const uint8_t *end) {
    for (;;) {
        int size;
        while (at < end && (size = word_at(at, end))) at += size;
        if (at >= end) return at;
        int joined = kind_of(at, end);
        if (joined <= 0 || at + joined >= end || !word_at(at + joined, end)) return at;
        at += joined;
    }
}

/* Moves to the next word before `end`, over code points that `*point` counts. Returns where the word
 * begins, with `*at` behind it and `*point` still at its beginning; NULL where none is left. */
static inline const uint8_t *next_word(const uint8_t **at, const uint8_t *end, int32_t *point) {
    for (const uint8_t *begin = *at; begin < end; begin++) {
        if (word_at(begin, end)) {
            *at = word_end(begin, end);
            return begin;
        }
        *point += (*begin & 0xC0) != 0x80;
    }
    *at = end;
    return NULL;
}

/* Whether a text holds nothing but words, apostrophes and separators that are known here. */
static inline int is_readable(const uint8_t *at, const uint8_t *end) {
    while (at < end) {
        if (*at < 0x80) { at++; continue; }
        int size = word_at(at, end);
        if (!size) {
            if (kind_of(at, end) < 0) return 0;
            size = *at < 0xE0 ? 2 : 3;
        }
        at += size;
    }
    return 1;
}

/* The bytes that the first `points` code points of UTF-8 take. */
static inline const uint8_t *behind(const uint8_t *at, const uint8_t *end, int64_t points) {
    for (; points > 0 && at < end; points--)
        at += *at < 0x80 ? 1 : *at < 0xE0 ? 2 : *at < 0xF0 ? 3 : 4;
    return at;
}

static inline int64_t points_between(const uint8_t *at, const uint8_t *end) {
    int64_t points = 0;
    for (; at < end; at++) points += (*at & 0xC0) != 0x80;
    return points;
}

/* The place of a number in an ascending list, -1 where it is not. */
static inline Py_ssize_t place_of(const int32_t *list, Py_ssize_t count, int32_t number) {
    Py_ssize_t low = 0, high = count;
    while (low < high) {
        Py_ssize_t middle = low + (high - low) / 2;
        if (list[middle] < number) low = middle + 1; else high = middle;
    }
    return low < count && list[low] == number ? low : -1;
}

/* The first byte of a surface and its length, as a bit of 4096. */
static inline int trait(const uint8_t *text, Py_ssize_t length) {
    return (*text & 63) << 6 | (int)(length & 63);
}

#endif
