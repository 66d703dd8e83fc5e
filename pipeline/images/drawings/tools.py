"""Tools for the workshop and the garden, laid flat: heads of steel, grips in the option's colour. Pure."""

from pipeline.images.draw import BRASS, METAL, body, button, flat, laid, line, lying, place, placed, spun, wordmark
from pipeline.images.look import Marks, Subject
from pipeline.images.paths import box, mirrored, oval, turned

# The heads of hand tools, by the tool's word
_HEADS = (
    ("fork", "M330 250Q400 300 470 250V100L462 76L454 100V230L412 250V96L400 70L388 96V250L346 230V100L338 76L330 100ZM388 260H412V340H388Z"),
    ("weeding", "M384 340V150L370 90L392 118H408L430 90L416 150V340Z"),
    ("pruning", "M380 350V190Q392 110 470 84Q440 130 424 200L420 350Z"),
)


def _steel(subject: Subject) -> str:
    return subject.made.colour or METAL


def _grip(subject: Subject) -> str:
    return "" if subject.has("rubber", "black", "green") else "speckle" if subject.has("cork") else "grain"


def hammer(subject: Subject) -> Marks:
    """Return a hammer with a claw, long and straight for `framing`; a `tack` hammer is small, with a slim head."""
    tack, steel = subject.has("tack"), _steel(subject)
    marks = lying("M378 260H422Q428 480 436 690Q430 712 400 712Q370 712 364 690Q372 480 378 260Z", "tint", "round", _grip(subject))
    if tack:
        marks += lying("M350 232H540V276H350L210 258V250Z", steel, "metal") + body(box(512, 224, 36, 60, 6), steel, "metal")
    else:
        claw = "L190 246V226L350 176Z" if subject.has("framing") else "Q300 262 244 296Q226 300 222 286Q256 206 350 176Z"
        marks += lying(f"M350 176H520Q540 178 540 196V250Q540 268 520 270H350{claw}", steel, "metal") + body(box(512, 168, 36, 110, 8), steel, "metal")
        marks += "" if subject.has("framing") else line("M260 280Q300 236 352 222", 6, "#000", 0.3)
    marks += body(box(372, 216 if tack else 160, 56, 24, 4), "deep", "soft") + spun(wordmark(subject, 400, 520, 14, 130), 400, 520)
    yield place(marks, 0, -10, 0.88 if tack else 1, 24)


def screwdrivers(subject: Subject) -> Marks:
    """Return a set of screwdrivers side by side."""
    count = max(subject.pieces, 3)
    gap = min(600 / (count - 1), 150)
    size, shapes, marks = min(gap / 78, 1.1), [], ""
    for k in range(count):
        x, top, wide = 400 + gap * (k - (count - 1) / 2), 150 + 34 * (k % 3), (15 - 3 * (k % 2)) * size
        grip = turned([(y, r * size) for y, r in ((460, 22), (476, 34), (520, 36), (560, 30), (640, 38), (672, 34), (682, 20))], x)
        blade = turned([(top, wide * 0.8), (top + 36, wide * 0.5), (480, wide * 0.5)], x)
        shapes += [blade, grip]
        marks += body(blade, _steel(subject), "metal") + body(grip, "tint", "round", _grip(subject))
        marks += line(f"M{x - 26 * size:g} 560h{52 * size:g}", 6, "#c98a3e") + line(f"M{x:g} 590v60", 7 * size, "#000", 0.2)
    yield laid(*shapes) + marks


@placed(dy=-20, turn=28)
def wrench(subject: Subject) -> Marks:
    """Return an adjustable wrench."""
    jaw = "M340 330Q290 290 300 220Q312 160 372 146L380 214L356 236L372 262L420 256L470 236L476 190Q520 220 506 290Q490 330 450 344Z"
    yield lying("M346 320H452L438 520H362Z", _steel(subject), "metal") + lying(jaw, _steel(subject), "sheen")
    yield body(box(400, 282, 54, 30, 6), METAL, "metal", "flutes")
    yield lying("M360 480H440Q452 600 440 700Q420 716 400 716Q380 716 360 700Q348 600 360 480Z", "tint", "round", _grip(subject))
    yield flat(oval(400, 682, 14), "wall") + line(oval(400, 682, 14), 3, "#000", 0.3) + spun(wordmark(subject, 400, 590, 14, 130), 400, 590)


@placed(turn=-16)
def saw(subject: Subject) -> Marks:
    """Return a hand saw."""
    teeth = "".join(f"L{596 - 13 * k} {486 - 2 * k}L{589 - 13 * k} {500 - 2 * k}" for k in range(38))
    grip = "M560 270Q640 240 700 290Q730 350 720 430Q716 520 660 560Q600 560 580 520Q570 500 590 480Q560 470 566 420Q572 380 560 340Z"
    hole = "M618 340Q660 330 676 380Q680 450 652 490Q630 486 622 450Q630 400 618 340Z"
    yield lying("M600 300L110 400V426L600 500Z", _steel(subject), "sheen", "brushed") + line(f"M600 500{teeth}L110 426", 4, "#6b7075")
    yield lying(grip, "tint", "soft", _grip(subject) and "wood") + flat(hole, "wall") + line(hole, 4, "#000", 0.2)
    yield "".join(button(x, y, 9, BRASS) for x, y in ((586, 320), (596, 400), (604, 470))) + wordmark(subject, 400, 420, 17, 190, "#5a5f64")


def _long(subject: Subject, head: str, extra: str = "") -> str:
    """Return a garden tool with a long shaft and a D-shaped grip."""
    marks = lying(box(389, 150, 22, 330, 6), "tint", "round", _grip(subject))
    marks += line("M400 190L352 122Q346 96 372 96H428Q454 96 448 122L400 190", 17, "tint")
    marks += lying(box(350, 84, 100, 26, 12), "tint", "round", _grip(subject))
    marks += lying(head, _steel(subject), "soft") + body(head, _steel(subject), "metal") + extra
    return place(marks + body("M384 440H416L426 540H374Z", _steel(subject), "metal"), turn=22)


def fork(subject: Subject) -> Marks:
    """Return a border fork."""
    tines = "M318 520Q400 500 482 520V690L474 720L466 690V560H440V690L432 720L424 690V560H376V690L368 720L360 690V560H334V690L326 720L318 690Z"
    yield _long(subject, tines)


def spade(subject: Subject) -> Marks:
    """Return a digging spade."""
    marks = line("M400 530V690", 5, "#000", 0.14) + wordmark(subject, 400, 600, 12, 110, "#5a5f64")
    yield _long(subject, mirrored("M400 510L492 510V650Q480 700 400 722"), marks)


def rake(subject: Subject) -> Marks:
    """Return a leaf rake."""
    tines = [(f"M400 500Q{400 + 12 * k} 580 {400 + 26 * k} 690", f"q{k} 14 {-2 * k} 20") for k in range(-6, 7)]
    marks = "".join(f'<g transform="translate(8 14)">{line(tine, 9, "#000", 0.10)}</g>' for tine, _ in tines)
    marks += "".join(line(tine + end, 7, _steel(subject)) for tine, end in tines) + line("M330 612Q400 596 470 612", 9, "#7f858a")
    yield _long(subject, box(390, 470, 20, 40, 4), marks)


@placed(dy=10, turn=30)
def hand_tool(subject: Subject) -> Marks:
    """Return a short garden tool: `trowel`, hand `fork`, `weeding` or `pruning` knife."""
    head = subject.pick(*_HEADS, default=mirrored("M400 70Q450 100 468 190Q472 300 414 350L400 352"))
    yield body("M390 330H410L414 450H386Z", _steel(subject), "metal") + lying(head, _steel(subject), "sheen")
    yield line("M400 110V320", 6, "#000", 0.14) + line("M408 116V310", 4, "#fff", 0.3) if subject.has("trowel") else ""
    yield lying(turned([(440, 26), (456, 34), (560, 30), (640, 38), (676, 34), (690, 20)]), "tint", "round", _grip(subject))
    yield body(box(372, 432, 56, 24, 4), BRASS, "metal") + line("M400 676q0 40 20 40t20 -30t-40 -10", 5, "#8a6a45")
    yield spun(wordmark(subject, 400, 566, 13, 130), 400, 566)
