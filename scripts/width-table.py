#!/usr/bin/env python3
"""Write Sources/Terminal/ScalarWidthTable.swift: which scalars take no column, and which take two.

Zero columns: general categories Mn, Me and Cf and the Hangul vowels and finals that join the syllable before them; the
format characters of U+0600 and its like, which are seen, take one. Two columns: East Asian Width W and F, and
U+3248..U+324F, which C libraries also call wide. Run it with the `unicodedata2` package for the Unicode version below,
which is the one of the C library that ncurses measures with: python3 scripts/width-table.py
"""
import pathlib

try:
    import unicodedata2 as unicodedata
except ImportError:
    import unicodedata

SEEN_FORMATS = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
JOINING_HANGUL = {*range(0x1160, 0x1200), *range(0xD7B0, 0xD800)}
TARGET = pathlib.Path(__file__).parent.parent / "Sources/Terminal/ScalarWidthTable.swift"


def is_zero(value):
    if value in SEEN_FORMATS:
        return False
    return unicodedata.category(chr(value)) in ("Mn", "Me", "Cf") or value in JOINING_HANGUL


def is_wide(value):
    if is_zero(value):
        return False
    return unicodedata.east_asian_width(chr(value)) in "WF" or 0x3248 <= value <= 0x324F


def ranges(test):
    found = []
    for value in range(0x300, 0x110000):
        if 0xD800 <= value < 0xE000 or not test(value):
            continue
        if found and found[-1][1] == value - 1:
            found[-1][1] = value
        else:
            found.append([value, value])
    return found


def literal(name, meaning, test):
    words = [f"0x{first:X}, 0x{last:X}," for first, last in ranges(test)]
    lines, line = [], ""
    for word in words:
        if len(line) + len(word) > 108:
            lines.append(line)
            line = ""
        line += (" " if line else "") + word
    body = "\n".join("        " + each for each in [*lines, line])
    return f"    /// {meaning}\n    // swift-format-ignore\n    static let {name}: [UInt32] = [\n{body}\n    ]\n"


TARGET.write_text(
    f"""// Written by scripts/width-table.py from Unicode {unicodedata.unidata_version}; change the script, not this file.

/// The scalars from U+0300 on that do not take one column: first and last of each range, ascending.
enum ScalarWidthTable {{
{literal("zero", "Take no column of their own.", is_zero)}
{literal("wide", "Take two columns.", is_wide)}}}
"""
)
