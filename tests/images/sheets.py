"""Contact sheets: every line of a pack, one row each, some nouns and colours. `make sheets` writes them to build/sheets.

python -m tests.images.sheets [PACK …]
"""

import math
import sys
from pathlib import Path

from pipeline.images import SHARED, SIDE, Look, digest_of, svg
from pipeline.images.letters import words
from pipeline.images.png import png_of
from pipeline.packs import Line
from tests.images.variety import looks_of, packs

FOLDER = Path("build", "sheets")
COLUMNS, CELL, GAP, HEAD = 8, 200, 8, 26


def chosen(line: Line) -> list[Look]:
    """Looks spread over all of a line: each noun at least once, as far as there is room."""
    every = list(looks_of(line))
    first = [next(look for look in every if look.noun == noun) for noun in line.nouns]
    step = next(n for n in (len(every) * 5 // 13 + k for k in range(1, 99)) if math.gcd(n, len(every)) == 1)
    spread = [every[k * step % len(every)] for k in range(COLUMNS * 3)]
    picked = {digest_of(svg(look)): look for look in (*first, *spread)}
    return sorted(list(picked.values())[:COLUMNS], key=lambda look: line.nouns.index(look.noun))


def sheet(lines: tuple[Line, ...]) -> str:
    """One SVG with a row for each line."""
    rows = []
    for row, line in enumerate(lines):
        top = row * (CELL + GAP + HEAD)
        rows.append(words(line.name, 110, top + 8, 11, width=200, paint="#222"))
        for column, look in enumerate(chosen(line)):
            inner = svg(look).partition("</defs>")[2].removesuffix("</svg>")
            place = f'x="{column * (CELL + GAP)}" y="{top + HEAD}" width="{CELL}" height="{CELL}"'
            rows.append(f'<svg {place} viewBox="0 0 {SIDE} {SIDE}">{inner}</svg>')
    width, height = COLUMNS * (CELL + GAP), len(lines) * (CELL + GAP + HEAD)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<rect width="{width}" height="{height}" fill="#fff"/><defs>{SHARED}</defs>{"".join(rows)}</svg>'
    )


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for pack in packs():
        if sys.argv[1:] and pack.name not in sys.argv[1:]:
            continue
        for start in range(0, len(pack.lines), 7):
            file = FOLDER / f"{pack.name}-{start // 7 + 1}.png"
            file.write_bytes(png_of(sheet(pack.lines[start : start + 7])))
            print(file)


if __name__ == "__main__":
    main()
