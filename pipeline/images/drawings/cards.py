"""Cards for services: an icon, the brand, what is done; and a wrapped gift. Pure."""

from pipeline.images.draw import body, flat, floor, lettering, line, paint, place, spun
from pipeline.images.letters import words
from pipeline.images.look import Marks, Subject
from pipeline.images.paths import box, oval, polygon

# Strokes in a square of 100, around 0 0; the first that is named: a plan of care shows its shield
ICONS = {
    "shield": "M0 -44L38 -30V0Q34 30 0 44Q-34 30 -38 0V-30ZM-16 0L-4 12L18 -12",
    "needle": "M-34 -40H10M-34 40H10M-28 -40V40M4 -40V40M-28 -20L4 -28M-28 0L4 -8M-28 20L4 12M4 20Q26 44 32 10V-24M32 44L28 -28Q32 -48 36 -28Z",
    "shoe": "M-44 24V-24Q-30 -14 -14 -20Q-4 4 22 10Q44 16 44 30H-44M-44 30V40H-26V32M-6 -4L4 -10M4 6L14 -2",
    "bicycle": "M-48 18A20 20 0 1 0 -8 18A20 20 0 1 0 -48 18M8 18A20 20 0 1 0 48 18A20 20 0 1 0 8 18M-28 18L-12 -18H16L28 18M-12 -18L4 18L16 -18M-28 18H4M-20 -26H-6M16 -18L12 -32H24",
    "gift": "M-36 -8H36V40H-36ZM-42 -22H42V-8H-42ZM0 -22V40M0 -22Q-30 -26 -24 -42Q-10 -48 0 -22Q10 -48 24 -42Q30 -26 0 -22",
    "brush": "M-40 40Q-36 14 -16 10L-4 22Q-8 42 -40 40M-12 8L36 -42Q44 -42 42 -34L-2 20",
    "whisk": "M-32 -6H32V24Q32 38 18 38H-18Q-32 38 -32 24ZM-46 4H-32M32 4H46M-16 -18Q-24 -28 -16 -40M0 -18Q-8 -28 0 -40M16 -18Q8 -28 16 -40",
    "plan": "M-36 -40H36V40H-36ZM-36 -8H-6V40M-6 -8V-24M12 -40V-14H36M12 12H36",
    "level": "M-42 -30H14V0H-42ZM14 -22L28 -18V-10L14 -6M28 -14H48M-34 0L-28 40H-4L-10 0M-8 12H4V0",
    "screwdriver": "M-40 40L-8 8M-14 2L2 18M-8 -4L26 -38Q40 -42 38 -28L4 8Z",
    "screen": "M-44 -34H44V22H-44ZM-14 22L-18 38H18L14 22M-16 -6L-4 6L18 -18",
    "van": "M-48 -22H12V24H-48ZM12 -8H34L48 10V24H12M-38 24A10 10 0 1 0 -18 24A10 10 0 1 0 -38 24M16 24A10 10 0 1 0 36 24A10 10 0 1 0 16 24",
    "knife": "M-46 38L-38 46L-10 18L-18 10ZM-18 10L26 -34Q42 -46 44 -44Q44 -20 22 -2L-2 18Z",
    "pen": "M-42 42L-34 14L20 -40Q34 -42 40 -28L-14 26ZM-34 14L-14 26M-6 42H42",
    "drop": "M0 -44Q36 0 30 18Q22 42 0 42Q-22 42 -30 18Q-36 0 0 -44ZM-14 18Q-10 30 4 32",
    "leaf": "M0 40V-2M0 40Q-44 34 -44 -6Q-10 0 0 40Q10 0 44 -6Q44 34 0 40M0 24Q-26 -8 0 -44Q26 -8 0 24",
    "camera": "M-44 -22H-20L-12 -36H12L20 -22H44V34H-44ZM-20 6A20 20 0 1 0 20 6A20 20 0 1 0 -20 6",
    "check": "M-40 0A40 40 0 1 0 40 0A40 40 0 1 0 -40 0M-18 2L-4 16L20 -14",
}
_SPOTS = (("priority", 4), ("intermediate", 3), ("advanced", 5), ("same", 5), ("two", 3), ("three", 4), ("half", 4), ("full", 5))


def card(subject: Subject) -> Marks:
    """Return a standing card with the icon that its parts name, in the tier's paper."""
    icon = next((path for name, path in ICONS.items() if name in subject.words), ICONS["check"])
    paper, ink = {"better": ("#f1e8d6", "#3a3027"), "best": ("#242220", "#d8ba7c")}.get(subject.tier, ("#faf8f3", "#33302c"))
    spots = next((count for word, count in _SPOTS if word in subject.words), 1)
    yield floor(410, 642, 230) + body(polygon((560, 176), (604, 192), (604, 628), (560, 640)), "deep", "below")
    yield body(box(220, 160, 360, 480, 10), paper, "soft") + line(box(234, 174, 332, 452, 5), 2, "tint", 0.7)
    yield body(oval(400, 310, 84), "tint", "soft")
    yield f'<g transform="translate(400 310)" fill="none" stroke="{paint("ink")}" stroke-width="6" stroke-linecap="round" stroke-linejoin="round"><path d="{icon}"/></g>'
    yield words(subject.brand or subject.noun, 400, 434, 30, width=290, paint=ink) + line("M376 482H424", 2.5, "tint")
    yield words(subject.noun if subject.brand else "", 400, 496, 17, width=290, paint=ink)
    yield "".join(flat(oval(352 + 24 * k, 590, 6), "tint" if k < spots else ink, 1 if k < spots else 0.25) for k in range(5))


def gift(subject: Subject) -> Marks:
    """Return a wrapped gift: one, three or five pieces."""
    sizes = {1: ((0, 0, 300, 250),), 3: ((-180, -24, 190, 170), (190, -24, 200, 220), (0, 4, 260, 200))}
    spots = sizes.get(subject.pieces, ((-200, -40, 180, 170), (205, -40, 180, 230), (0, -50, 220, 330), (-110, 8, 200, 130), (120, 8, 210, 150)))
    alone, ribbon = len(spots) == 1, "#a8433f"
    yield floor(400, 644, 220 if alone else 330)
    for dx, dy, wide, high in spots:
        left, top = 400 - wide / 2, 640 - high
        one = body(box(left, top, wide, high, 4), "tint", "soft") + body(box(left - 8, top - 4, wide + 16, 56, 5), "dark", "below")
        one += body(box(382, top - 4, 36, high + 4), ribbon, "soft")
        one += body(f"M396 {top - 6}L340 {top + 62}L366 {top + 58}L372 {top + 80}L410 {top}Z", ribbon, "soft")
        one += body(f"M400 {top - 4}Q330 {top - 110} 296 {top - 60}Q290 {top - 16} 400 {top - 4}Z", ribbon, "ball")
        one += body(f"M400 {top - 4}Q470 {top - 110} 504 {top - 60}Q510 {top - 16} 400 {top - 4}Z", ribbon, "ball")
        yield place(one + body(oval(400, top - 8, 22, 18), ribbon, "ball"), dx, dy)
    tag = spun(flat(box(470, 500, 120, 74, 5), "#faf8f3") + lettering(subject, 530, 538, 112, 70, "#33302c"), 520, 540, 9)
    tag += line("M420 440Q470 470 490 516", 3, "#e9e2d4")
    yield tag if alone else place(tag, 60, 40)
