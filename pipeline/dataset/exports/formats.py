"""The formats of `export`: what each is for, the files that it has, and how sure its headings are. A table, pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.dataset.exports import lightspeed_x, shopify, square, woocommerce
from pipeline.dataset.exports.templates import VendorTemplate
from pipeline.schema.kinds import Kind, filed_kinds


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """One format. `together` is the name of the one file of all kinds, '' where each kind has a file of its own.

    `templates` are the vendor's; without them each kind has our own columns. `source` says where the headings are from.
    """

    name: str
    suffix: str
    about: str
    source: str
    together: str = ""
    templates: Mapping[Kind, VendorTemplate] = field(default_factory=dict)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds that it holds."""
        return tuple(kind for kind in filed_kinds() if not self.templates or kind in self.templates)

    @property
    def outlets(self) -> bool:
        """Whether stock has columns for each outlet, by the outlet's name."""
        return any(template.outlets for template in self.templates.values())

    def file_name(self, kind: Kind) -> str:
        """Return the name of the file of a kind."""
        return f"{self.together or kind.plural}{self.suffix}"


_OURS = "our own columns"
FORMATS = {
    each.name: each
    for each in (
        ExportFormat("xlsx", ".xlsx", "a workbook to edit: all cells are text, a sheet for each kind", _OURS, "shop"),
        ExportFormat(
            "lightspeed-x",
            ".csv",
            "the X-Series' own upload of products and customers",
            "the vendor's help pages and its exports, as of 2026; some follow the API",
            templates=lightspeed_x.TEMPLATES,
        ),
        ExportFormat(
            "shopify",
            ".csv",
            "Shopify's upload of products and customers",
            "the vendor's help pages and sample file, as of 2026",
            templates=shopify.TEMPLATES,
        ),
        ExportFormat(
            "woocommerce",
            ".csv",
            "WooCommerce's upload of products; it takes no customers",
            "the plugin's source, versions 9.6 to 10.x, as of 2026",
            templates=woocommerce.TEMPLATES,
        ),
        ExportFormat(
            "square",
            ".csv",
            "Square's upload of items; it takes no customers",
            "files that Square made, as of 2025: it publishes its template in the Dashboard alone",
            templates=square.TEMPLATES,
        ),
        ExportFormat("json", ".json", "one neutral document; export --schema prints its JSON Schema", _OURS, "shop"),
        ExportFormat("csv", ".csv", "the dataset's own files, without its manifest", _OURS),
        ExportFormat("parquet", ".parquet", "the same, typed", _OURS),
    )
}  # fmt: skip

# Programs that people ask for and that take nothing, with the reason
NOT_POSSIBLE = {
    "toast": "Toast takes no products from outside: its menus are made in Toast Web alone, without an upload.",
}
