"""Parts that several drawings show. Pure."""

from pipeline.images.draw import body, flat, line, place, shine, strewn, wordmark
from pipeline.images.look import Subject
from pipeline.images.paths import box, curve, oval


def stems(x: float, y: float) -> str:
    """Return a branch with leaves, as stands in vases."""
    stem = line(curve([(x, y), (x + 8, y - 90), (x - 8, y - 190)]), 5, "#5c6a48")
    stem += line(curve([(x + 6, y - 70), (x + 50, y - 130), (x + 64, y - 180)]), 4, "#5c6a48")
    spots = ((-8, -190, 0), (26, -150, 60), (-36, -140, -50), (-30, -90, -70), (64, -180, 30), (72, -128, 80), (34, -100, 20))
    return stem + strewn(body("M0 0Q18 -20 0 -46Q-18 -20 0 0Z", "#71805a", "soft"), *((x + dx, y + dy, turn) for dx, dy, turn in spots))


def screen(x: float, y: float, width: float, height: float, r: float = 6) -> str:
    """Return a lit screen with hills on it: a wallpaper."""
    low, far = y + height, x + width
    foot = f"V{low - r:g}Q{far:g} {low:g} {far - r:g} {low:g}H{x + r:g}Q{x:g} {low:g} {x:g} {low - r:g}Z"
    hill = f"M{x:g} {y + height * 0.62:g}Q{x + width * 0.3:g} {y + height * 0.42:g} {x + width * 0.55:g} {y + height * 0.66:g}T{far:g} {y + height * 0.56:g}"
    near = f"M{x:g} {y + height * 0.84:g}Q{x + width * 0.4:g} {y + height * 0.62:g} {far:g} {y + height * 0.86:g}"
    pane, sun = box(x, y, width, height, r), oval(x + width * 0.72, y + height * 0.3, height * 0.09)
    return flat(pane, "#7f97a3") + flat(sun, "#fff4dd", 0.9) + flat(hill + foot, "#56707a") + flat(near + foot, "#3d545c") + shine(pane, "screen")


def row(one: str, pieces: int, wide: float, low: float = 0) -> str:
    """Return one to three of a thing of some width, side by side; what stands does so at the height `low`."""
    count = min(pieces, 3)
    size = min(1.15, 660 / (count * wide))
    return "".join(place(one, wide * size * (k - (count - 1) / 2), (low - 400) * (1 - size) if low else 0, size) for k in range(count))


_CUTS = (
    ("ribbed", "rib"), ("cable", "cable"), ("fisherman", "cable"), ("waffle", "waffle"), ("quilted", "quilt"), ("chunky", "knit"),
    ("striped", "stripes"), ("printed", "print"),
)  # fmt: skip


def cloth(subject: Subject) -> str:
    """Return the texture of a garment: what its adjective says, else its material's."""
    return subject.pick(*_CUTS, default=subject.made.texture)


def mark_of(subject: Subject, x: float, y: float) -> str:
    """Return a small woven label with the brand's first letter."""
    return flat(box(x - 18, y - 10, 36, 20, 2), "#f2eee5") + wordmark(subject, x, y, 7, 30, "#3a342c")
