"""images: the images of a dataset's products."""

from dataclasses import dataclass

from pipeline.cli.invocation import carried, typed
from pipeline.cli.options import shared
from pipeline.cli.session import Answer, Given
from pipeline.errors import Command, UsageError
from pipeline.text import counted, listed


@dataclass(frozen=True, slots=True)
class ImagesData:
    """The folder of the images; how many were drawn now, were there already, and how many rows name a file of their own."""

    folder: str
    drawn: int
    there: int
    own: int


def images(
    folder: shared.DatasetArgument,
    packs_dir: shared.PacksDir = None,
    *,
    answer: shared.AnswerOptions,
) -> Given[ImagesData]:
    """Draw the images of a dataset's products that aren't there yet.

    They are made of a product's own words (what it is, colour, material, brand), one for each family and colour, and kept
    as PNG files in DIR/images. A row whose image column names a file of yours needs none.

    Examples:
      x-series-demo images out/demo
    """
    from pipeline.console import Counting
    from pipeline.dataset import read_dataset
    from pipeline.images.folder import COLUMN, looks_of, missing_images, plan_images, render_images
    from pipeline.load.images.pictures import FIRST_FORMAT
    from pipeline.schema.folder import IMAGES

    session = answer.session("images")
    dataset = read_dataset(folder)
    if dataset.manifest is not None and dataset.manifest.format_version <= FIRST_FORMAT:
        raise UsageError(
            f"{folder} is of format {FIRST_FORMAT}, from before there were images: a load brings none.",
            code="format-old",
            hint="convert makes it one of this version's format, and changes no row.",
            command=Command(("convert", folder, "--format", str(next(iter(dataset.tables.values())).format))),
        )
    packs, region = (dataset.manifest.packs, dataset.manifest.region) if dataset.manifest else ((), None)
    looks, unknown = looks_of(packs, region, packs_dir)
    if unknown:
        session.terminal.notice(
            f"There is no pack {listed(unknown)} here: its products are shown as cartons. Name its folder with --packs-dir."
        )
    tables = [table for kind, table in dataset.tables.items() if COLUMN in kind.fields]
    rows = (row for table in tables for row in table.frame.iter_rows(named=True))
    planned = plan_images(folder, rows, looks)
    missing = missing_images(folder, planned.documents)
    with Counting(session.terminal, "Drawing images", len(missing)) as counting:
        render_images(folder, missing, done=counting)
    data = ImagesData(str(folder / IMAGES), len(missing), len(planned.documents) - len(missing), planned.own)
    session.terminal.done(_words(data))
    return session.give(Answer(data, next=typed("check", folder, *carried("profile"))))


def _words(data: ImagesData) -> str:
    said = f"{counted(data.drawn, 'image')} drawn, {data.there:,} there already, in {data.folder}."
    return f"{said} {counted(data.own, 'product')} with an image of your own." if data.own else said
