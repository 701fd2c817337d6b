#ifndef CPHONENUMBER_H
#define CPHONENUMBER_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A C face over libphonenumber, because Swift sees no C++ here. Text is UTF-8 of the given length; answers are
   written with a closing NUL and never longer than CPHONE_CAPACITY. Safe to call from any thread. */

enum { CPHONE_CAPACITY = 64 };

typedef enum {
    CPHONE_OK = 0,
    CPHONE_NOT_A_NUMBER,
    CPHONE_UNKNOWN_COUNTRY_CODE,
    CPHONE_TOO_SHORT,
    CPHONE_TOO_LONG,
    CPHONE_WRONG_LENGTH,
    CPHONE_HAS_EXTENSION
} cphone_result;

/* Whether libphonenumber knows the region, two capital letters (ISO 3166-1). */
bool cphone_knows_region(const char *region);

/* Reads a number as people write it and answers with its E.164 form. `region` is where a number without a country
   code belongs, or "ZZ" for nowhere. */
cphone_result cphone_normalize(const char *text, size_t length, const char *region, char answer[CPHONE_CAPACITY]);

/* The region of an E.164 number, such as "IN"; false when it belongs to none. */
bool cphone_region(const char *number, size_t length, char answer[CPHONE_CAPACITY]);

/* An E.164 number with the spaces that people of its country write; false when it cannot be read. */
bool cphone_format(const char *number, size_t length, char answer[CPHONE_CAPACITY]);

#ifdef __cplusplus
}
#endif

#endif
