"""Which images an update uploads: those of ours that the store has no more, and those that an edited row brings. Pure.

An image counts as lost where the store shows fewer than were uploaded and not this one; one that somebody put in its place
stays. What was left out at the load has no images here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.journal.book import Journal
from pipeline.load.images.pictures import OPEN, ImageFamily, Pictures, families_of, wanted_families, wanted_in
from pipeline.load.request import Rows
from pipeline.schema.records import Id
from pipeline.stores import lost_in
from pipeline.stores.protocol import IMAGES_NAME
from pipeline.update.our_record import OurRecord


@dataclass(frozen=True, slots=True)
class ImagesToPut:
    """Families with files to upload, in file order; the images that the store has no more, by their ids; whose they were.

    Heads are also those of an upload that an earlier run left open: it goes on.
    """

    families: tuple[ImageFamily, ...] = ()
    lost: frozenset[str] = frozenset()
    heads: frozenset[Id] = frozenset()


NO_IMAGES = ImagesToPut()


def images_to_put(
    pictures: Pictures, rows: Rows, journal: Journal, records: Sequence[OurRecord], sending: Iterable[Id]
) -> ImagesToPut:
    """Return what is to be uploaded for these records; `sending` are those whose rows this update makes true first."""
    lost = {each.entry.id: _lost(each) for each in records}
    lost = {place: ids for place, ids in lost.items() if ids}
    selected = {each.entry.id for each in records}
    every = families_of(pictures, (record for record, _ in rows))
    families = [each for each in every if any((each.kind, key) in selected for key in each.members)]
    known = {record.id: record for record, _ in rows}
    wanted = {
        (each.kind, each.members[0]): each
        for each in wanted_families(families, journal, known, frozenset(sending))
    }
    found: list[ImageFamily] = []
    heads: set[Id] = set()
    for family in families:
        places = [(family.kind, key) for key in family.members]
        mine = lost.keys() & set(places)
        heads |= mine
        found += [family] if mine else [wanted[place] for place in places if place in wanted]
    ids = frozenset(image for place in heads for image in lost[place])
    under_way = {each.entry.id for each in records if _is_under_way(each)}
    return ImagesToPut(tuple(found), ids, frozenset(heads | under_way))


def _lost(sides: OurRecord) -> frozenset[str]:
    step = sides.steps.get(IMAGES_NAME)
    return lost_in(sides.row, wanted_in(step)) if step is not None and sides.row is not None else frozenset()


def _is_under_way(sides: OurRecord) -> bool:
    step = sides.steps.get(IMAGES_NAME)
    return step is not None and step.state in OPEN
