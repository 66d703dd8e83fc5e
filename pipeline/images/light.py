"""All light and all texture: gradients and patterns that every drawing shares. Pure.

They are black or white with alpha, so one drawing serves any colour. Ids are fixed: they say what the light is, never
whose. A page puts `DEFS` into one hidden SVG, and every symbol of it refers there.
"""

Stop = tuple[float, str, float]  # offset, "w" or "b", alpha


def _stops(stops: tuple[Stop, ...]) -> str:
    return "".join(
        f'<stop offset="{at:g}" stop-color="{"#fff" if ink == "w" else "#000"}" stop-opacity="{alpha:g}"/>'
        for at, ink, alpha in stops
    )


# name: direction (x1 y1 x2 y2 of the body's box) and its stops
_LINEAR: dict[str, tuple[tuple[float, float, float, float], tuple[Stop, ...]]] = {
    "round": ((0, 0, 1, 0), ((0, "b", 0.30), (0.14, "b", 0.08), (0.2, "b", 0), (0.2, "w", 0), (0.3, "w", 0.30), (0.42, "w", 0.02), (0.6, "b", 0), (0.8, "b", 0.10), (1, "b", 0.36))),
    "soft": ((0, 0, 0.9, 1), ((0, "w", 0.17), (0.45, "w", 0), (0.45, "b", 0), (1, "b", 0.17))),
    "metal": ((0, 0, 1, 0.06), ((0, "b", 0.34), (0.1, "w", 0.12), (0.22, "w", 0.62), (0.32, "w", 0.08), (0.46, "b", 0.22), (0.6, "w", 0.05), (0.74, "w", 0.42), (0.86, "b", 0.06), (1, "b", 0.40))),
    "sheen": ((0, 0, 1, 1), ((0, "w", 0.34), (0.3, "w", 0.04), (0.48, "w", 0.30), (0.52, "w", 0.02), (0.52, "b", 0), (1, "b", 0.24))),
    "glass": ((0, 0, 1, 0), ((0, "b", 0.22), (0.05, "w", 0.40), (0.1, "w", 0.06), (0.2, "w", 0.38), (0.27, "w", 0.05), (0.7, "w", 0), (0.7, "b", 0), (0.9, "b", 0.08), (0.95, "w", 0.30), (1, "b", 0.26))),
    "above": ((0, 0, 0, 1), ((0, "b", 0.34), (0.5, "b", 0.06), (1, "b", 0))),
    "below": ((0, 0, 0, 1), ((0, "w", 0.14), (0.4, "w", 0), (0.4, "b", 0), (1, "b", 0.28))),
    "inside": ((0, 0, 0.3, 1), ((0, "b", 0.55), (1, "b", 0.28))),
    "screen": ((0, 0, 1, 1), ((0, "w", 0.26), (0.42, "w", 0.10), (0.421, "w", 0), (0.421, "b", 0), (1, "b", 0.16))),
    "fold": ((0, 0, 1, 0), ((0, "b", 0.16), (0.3, "b", 0), (0.3, "w", 0), (0.5, "w", 0.12), (0.7, "w", 0), (0.7, "b", 0), (1, "b", 0.18))),
}  # fmt: skip
_RADIAL: dict[str, tuple[tuple[float, float, float], tuple[Stop, ...]]] = {
    "ball": ((0.36, 0.30, 0.78), ((0, "w", 0.42), (0.4, "w", 0), (0.4, "b", 0), (1, "b", 0.38))),
    "dish": ((0.5, 0.5, 0.5), ((0, "w", 0.06), (0.66, "b", 0.02), (0.72, "b", 0.16), (0.77, "w", 0.16), (0.96, "w", 0.02), (1, "b", 0.14))),
    "floor": ((0.5, 0.5, 0.5), ((0, "b", 0.46), (0.45, "b", 0.22), (1, "b", 0))),
    "lit": ((0.5, 0.5, 0.5), ((0, "w", 0.75), (0.4, "w", 0.28), (1, "w", 0))),
    "room": ((0.24, 0.12, 0.95), ((0, "w", 0.50), (0.3, "w", 0.24), (0.62, "w", 0), (0.62, "b", 0), (1, "b", 0.10))),
}  # fmt: skip

_B, _W = 'stroke="#000" fill="none"', 'stroke="#fff" fill="none"'
# name: size of the tile, marks
_TEXTURES: dict[str, tuple[float, float, str]] = {
    "rib": (9, 40, f'<path d="M2 0V40" {_B} stroke-opacity=".17" stroke-width="2.4"/><path d="M6 0V40" {_W} stroke-opacity=".08" stroke-width="2"/>'),
    "knit": (14, 12, f'<path d="M0 2L7 9L14 2" {_B} stroke-opacity=".17" stroke-width="2.2"/><path d="M0 6L7 13L14 6" {_W} stroke-opacity=".10" stroke-width="1.8"/>'),
    "cable": (56, 48, f'<path d="M14 0Q42 12 28 24Q14 36 42 48M42 0Q14 12 28 24Q42 36 14 48" {_B} stroke-opacity=".20" stroke-width="4"/><path d="M4 0V48M52 0V48" {_B} stroke-opacity=".14" stroke-width="2"/><path d="M17 0Q45 12 31 24" {_W} stroke-opacity=".14" stroke-width="3"/>'),
    "waffle": (16, 16, f'<path d="M0 1H16M1 0V16" {_B} stroke-opacity=".17" stroke-width="2.4"/><path d="M0 4H16M4 0V16" {_W} stroke-opacity=".11" stroke-width="2"/>'),
    "twill": (7, 7, f'<path d="M-1 8L8 -1M-4 4L4 -4M3 11L11 3" {_B} stroke-opacity=".11" stroke-width="1.5"/>'),
    "weave": (8, 8, f'<path d="M0 2H4M4 6H8" {_B} stroke-opacity=".10" stroke-width="1.6"/><path d="M2 4V8M6 0V4" {_W} stroke-opacity=".11" stroke-width="1.6"/>'),
    "ripstop": (18, 18, f'<path d="M0 1H18M1 0V18" {_B} stroke-opacity=".09" stroke-width="1.4"/>'),
    "pile": (11, 11, '<g fill="#000" fill-opacity=".07"><circle cx="2" cy="3" r="1.3"/><circle cx="7" cy="8" r="1.4"/></g><g fill="#fff" fill-opacity=".09"><circle cx="6" cy="2" r="1.3"/><circle cx="3" cy="8" r="1.2"/></g>'),
    "cord": (13, 40, f'<path d="M2 0V40" {_B} stroke-opacity=".20" stroke-width="3"/><path d="M7 0V40" {_W} stroke-opacity=".11" stroke-width="4"/>'),
    "quilt": (62, 62, f'<path d="M0 0L62 62M62 0L0 62" {_B} stroke-opacity=".22" stroke-width="2.4"/><path d="M0 4L58 62M62 4L4 62" {_W} stroke-opacity=".12" stroke-width="3"/>'),
    "check": (64, 64, '<path d="M0 0H20V64H0ZM0 0H64V20H0Z" fill="#000" fill-opacity=".13"/><path d="M40 0H44V64H40ZM0 40H64V44H0Z" fill="#fff" fill-opacity=".28"/>'),
    "stripes": (40, 40, '<path d="M0 6H40V18H0Z" fill="#fff" fill-opacity=".62"/>'),
    "bars": (40, 40, '<path d="M0 6H40V16H0Z" fill="#000" fill-opacity=".16"/><path d="M0 26H40V30H0Z" fill="#fff" fill-opacity=".3"/>'),
    "print": (70, 70, '<g fill="#fff" fill-opacity=".5"><path d="M16 10q10 6 0 18q-10 -12 0 -18ZM52 44q10 6 0 18q-10 -12 0 -18Z"/></g><g fill="#000" fill-opacity=".2"><circle cx="50" cy="14" r="4"/><circle cx="16" cy="50" r="4"/></g>'),
    "chevron": (48, 28, f'<path d="M0 4L24 22L48 4" {_B} stroke-opacity=".20" stroke-width="5"/><path d="M0 16L24 34L48 16M0 -12L24 6L48 -12" {_W} stroke-opacity=".20" stroke-width="4"/>'),
    "wood": (190, 64, f'<path d="M0 7Q60 2 110 8T190 7M0 22Q50 29 100 21T190 22M0 37Q70 33 120 40T190 37M0 54Q60 60 130 52T190 54" {_B} stroke-opacity=".13" stroke-width="2"/><path d="M0 14Q60 11 110 15T190 14M0 46Q60 42 120 48T190 46" {_W} stroke-opacity=".11" stroke-width="2.4"/>'),
    "grain": (64, 190, f'<path d="M7 0Q2 60 8 110T7 190M22 0Q29 50 21 100T22 190M37 0Q33 70 40 120T37 190M54 0Q60 60 52 130T54 190" {_B} stroke-opacity=".13" stroke-width="2"/><path d="M14 0Q11 60 15 110T14 190" {_W} stroke-opacity=".12" stroke-width="2.4"/>'),
    "rattan": (26, 18, f'<path d="M0 4.5Q6.5 -1 13 4.5T26 4.5M0 13.5Q6.5 19 13 13.5T26 13.5" {_B} stroke-opacity=".24" stroke-width="3"/><path d="M0 2Q6.5 -3 13 2M13 11Q19.5 7 26 11" {_W} stroke-opacity=".22" stroke-width="2.4"/>'),
    "speckle": (58, 58, '<g fill="#000" fill-opacity=".20"><circle cx="9" cy="12" r="1.7"/><circle cx="34" cy="6" r="1.1"/><circle cx="48" cy="27" r="1.9"/><circle cx="21" cy="37" r="1.3"/><circle cx="40" cy="50" r="1.2"/><circle cx="6" cy="48" r="1"/></g><g fill="#fff" fill-opacity=".22"><circle cx="22" cy="19" r="1.4"/><circle cx="52" cy="43" r="1.2"/><circle cx="30" cy="52" r="1"/></g>'),
    "marble": (240, 240, f'<path d="M-10 60Q60 80 90 40T200 50T260 10M0 190Q50 150 110 180T250 150" {_B} stroke-opacity=".20" stroke-width="3"/><path d="M20 0Q50 90 30 140T80 240M160 0Q150 90 200 130T190 240" {_B} stroke-opacity=".10" stroke-width="2"/>'),
    "brushed": (120, 5, f'<path d="M0 1H120" {_W} stroke-opacity=".10" stroke-width="1"/><path d="M0 3.5H120" {_B} stroke-opacity=".05" stroke-width="1"/>'),
    "hammered": (34, 30, '<g fill="#fff" fill-opacity=".16"><ellipse cx="9" cy="8" rx="7" ry="5"/><ellipse cx="26" cy="22" rx="7" ry="5"/></g><g fill="#000" fill-opacity=".10"><ellipse cx="11" cy="11" rx="7" ry="4"/><ellipse cx="28" cy="25" rx="7" ry="4"/></g>'),
    "flutes": (24, 40, f'<path d="M3 0V40" {_B} stroke-opacity=".20" stroke-width="4"/><path d="M14 0V40" {_W} stroke-opacity=".20" stroke-width="6"/>'),
    "facets": (52, 52, f'<path d="M0 0L26 26L52 0M0 52L26 26L52 52" {_W} stroke-opacity=".30" stroke-width="2"/><path d="M0 0L26 26L0 52Z" fill="#000" fill-opacity=".08"/>'),
    "mesh": (10, 10, '<circle cx="3" cy="3" r="1.7" fill="#000" fill-opacity=".30"/><circle cx="8" cy="8" r="1.7" fill="#000" fill-opacity=".30"/>'),
    "dots": (44, 44, '<circle cx="11" cy="11" r="6" fill="#fff" fill-opacity=".5"/><circle cx="33" cy="33" r="6" fill="#fff" fill-opacity=".5"/>'),
    "braid": (20, 16, f'<path d="M0 0L10 8L20 0" {_B} stroke-opacity=".26" stroke-width="3.4"/><path d="M0 8L10 16L20 8" {_W} stroke-opacity=".18" stroke-width="3"/>'),
    "bristle": (6, 40, f'<path d="M2 0V40" {_B} stroke-opacity=".26" stroke-width="1.8"/><path d="M4.6 0V40" {_W} stroke-opacity=".16" stroke-width="1.2"/>'),
    "crumb": (36, 30, '<g fill="#000" fill-opacity=".14"><ellipse cx="8" cy="7" rx="4" ry="2.6"/><ellipse cx="26" cy="18" rx="3" ry="2"/></g><g fill="#fff" fill-opacity=".20"><ellipse cx="22" cy="6" rx="3.4" ry="2"/><ellipse cx="9" cy="22" rx="3.6" ry="2.2"/></g>'),
}  # fmt: skip


def _defs() -> dict[str, str]:
    blur = '<feGaussianBlur stdDeviation="11"/>'
    shared = {"l-haze": f'<filter id="l-haze" x="-.3" y="-.3" width="1.6" height="1.6">{blur}</filter>'}
    for name, ((x1, y1, x2, y2), stops) in _LINEAR.items():
        line = f'x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}"'
        shared[f"l-{name}"] = f'<linearGradient id="l-{name}" {line}>{_stops(stops)}</linearGradient>'
    for name, ((cx, cy, r), stops) in _RADIAL.items():
        ball = f'cx="{cx:g}" cy="{cy:g}" r="{r:g}"'
        shared[f"l-{name}"] = f'<radialGradient id="l-{name}" {ball}>{_stops(stops)}</radialGradient>'
    for name, (width, height, marks) in _TEXTURES.items():
        tile = f'width="{width:g}" height="{height:g}" patternUnits="userSpaceOnUse"'
        shared[f"t-{name}"] = f'<pattern id="t-{name}" {tile}>{marks}</pattern>'
    return shared


DEFS = _defs()
