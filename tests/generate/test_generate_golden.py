"""The golden files are what the generator makes today."""

import json

import pytest

from pipeline.schema.kinds import CUSTOMER, PRODUCT, Kind
from pipeline.schema.records import fingerprint, record_from_row
from tests.golden.golden import DIGESTS, FOLDER, SHOWN, digest_of, frame_of, golden_names

HOW = "output changed; if that is a decision, run python -m tests.golden.golden and say why in the commit"


def test_every_pack_and_region_has_a_golden_file() -> None:
    assert sorted(json.loads(DIGESTS.read_text(encoding="utf-8"))) == sorted(golden_names())
    assert sorted(file.stem for file in FOLDER.glob("*.csv")) == sorted(golden_names())


@pytest.mark.campaign
@pytest.mark.parametrize("name", golden_names())
def test_output_is_golden(name: str) -> None:
    frame = frame_of(name)
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        assert frame.head(SHOWN).write_csv() == file.read(), HOW
    assert digest_of(frame) == json.loads(DIGESTS.read_text(encoding="utf-8"))[name], HOW


# A row of 0.1 (format 1), and what commit ed2cdbb hashed it to when it was sent.
ROWS_OF_FORMAT_1 = (
    (
        CUSTOMER,
        {
            "first_name": "Charles",
            "last_name": "Sweeney",
            "email": "charles.sweeney.ac3vjs@example.com",
            "phone": "+1-555-695-4451",
            "mobile": "",
            "company_name": "",
            "physical_address_1": "4121 Pine Road",
            "physical_city": "Salt Lake City",
            "physical_state": "UT",
            "physical_postcode": "84105",
            "physical_country_id": "US",
        },
        "9ce5816f8213fe66b857e1875dd6a5445b4ba5cc1aac3be7e8230ce86a829928",
    ),
    (
        PRODUCT,
        {
            "sku": "APP-78831",
            "name": "Oatlow Ribbed Merino Cardigan - Charcoal / L",
            "description": "From Oatlow: a ribbed cardigan in merino, with reinforced elbows. The yarn is fine, warm and "
            "never scratchy. Size L in charcoal. Hand wash cool, dry flat.",
            "price_including_tax": "52.95",
            "supply_price": "26.50",
            "is_active": "true",
        },
        "14da993843c333e1910dd20ded0761ae858ab4b0050fbf786acbbbef11ea3e27",
    ),
)


@pytest.mark.parametrize(("kind", "row", "expected"), ROWS_OF_FORMAT_1)
def test_a_row_of_format_1_hashes_to_what_it_did_in_0_1(
    kind: Kind, row: dict[str, str], expected: str
) -> None:
    """Fingerprints sort their keys: neither new columns nor their order make a loaded record look changed."""
    assert fingerprint(record_from_row(kind, row)) == expected
    assert fingerprint(record_from_row(kind, dict(reversed(row.items())))) == expected
