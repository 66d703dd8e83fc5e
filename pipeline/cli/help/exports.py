"""The topic about exports: what each format holds, under which headings, and how sure these are."""

from pipeline.cli.help.topics import Part, TopicTable
from pipeline.dataset.exports.export import ABOUT
from pipeline.dataset.exports.formats import FORMATS, NOT_POSSIBLE, ExportFormat
from pipeline.dataset.exports.rows import NEW_OUTLET
from pipeline.dataset.exports.templates import OutletColumns, Sure, TemplateColumn
from pipeline.schema.folder import EXPORTS
from pipeline.text import listed

_SURE = {
    Sure.DOCUMENTED: "documented by the vendor",
    Sure.SEEN: "seen in files of the vendor's own",
    Sure.ASSUMED: "assumed; remove the column if the upload refuses it",
}


def export() -> tuple[Part, ...]:
    """Return the formats, and the columns of those that are vendors'."""
    vendors = [each for each in FORMATS.values() if each.templates]
    outlets = listed([each.name for each in vendors if each.outlets])
    return (
        (
            f"export DIR --to FORMAT writes a dataset that check has nothing against: into DIR/{EXPORTS}/FORMAT, into the "
            "folder of --out, or into the one file of --out where that ends in the format's suffix. One CSV or Parquet "
            "file holds one kind: the products, or else what there is. Nothing that is there is replaced without --force."
        ),
        TopicTable(
            ("format", "files", "what it is", "where its headings are from"),
            tuple((each.name, _files(each), each.about, each.source) for each in FORMATS.values()),
        ),
        *NOT_POSSIBLE.values(),
        (
            "What a format can't hold is said, by column and count, and the exit status is 0. import reads each format "
            "back, a folder or several files in one call; a file with all headings of a table below is read exactly by it, "
            "and all that is lost on the way was said. A file with a column less is read as one of any other program."
        ),
        (
            "In xlsx every cell is text, so that 00042, 1-2, =1+1 and a barcode of 13 digits stay what they are. CSV cells "
            "are written as they are: a mark against formulas would be part of the text for whoever reads the file. export "
            "counts the cells that a spreadsheet would take for a formula; open --to xlsx there instead."
        ),
        (
            f"{outlets.capitalize()} have columns of stock for each outlet: those that --outlet names, else those that the "
            f"dataset names, else {NEW_OUTLET.replace('_', ' ')}, as a new X-Series store calls its only one."
        ),
        "A vendor's columns, and how sure they are:",
        TopicTable(("sure", "what it means"), tuple((sure.value, words) for sure, words in _SURE.items())),
        *(
            part
            for each in vendors
            for kind, template in each.templates.items()
            for part in (
                f"{each.name}, {kind.nouns}:",
                TopicTable(
                    ("column", "holds", "sure"),
                    (
                        *(_column(column) for column in template.columns),
                        *(_at_outlet(column) for column in template.outlets),
                    ),
                ),
            )
        ),
        "What becomes of our columns there, where there is more to say:",
        TopicTable(
            ("format", "our column", "what becomes of it"),
            (
                *(("any", name, words) for name, words in ABOUT.items()),
                *(
                    (each.name, name.removesuffix("_") + ("_OUTLET" if name.endswith("_") else ""), words)
                    for each in vendors
                    for template in each.templates.values()
                    for name, words in template.about.items()
                ),
            ),
        ),
    )


def _files(each: ExportFormat) -> str:
    return ", ".join(dict.fromkeys(map(each.file_name, each.kinds)))


def _column(column: TemplateColumn) -> tuple[str, str, str]:
    if column.field:
        holds = column.field
    elif column.derived:
        holds = "made of the others"
    else:
        holds = f'"{column.always}"' if column.always else "left empty"
    return column.heading, f"{holds} (with {column.where})" if column.where else holds, column.sure.value


def _at_outlet(column: OutletColumns) -> tuple[str, str, str]:
    holds = f'"{column.always}" (with {column.field})' if column.always else column.field
    return column.heading.format("OUTLET"), holds, column.sure.value
