"""Somebody's CSV becomes a dataset that loads: columns by name and alias, keys made, nothing silent."""

from pathlib import Path

import polars as pl
import pytest

from pipeline.dataset import check_dataset, import_files, read_dataset, read_manifest
from pipeline.dataset.imports.import_files import Imported
from pipeline.dataset.imports.theirs import field_meant, kind_of_file
from pipeline.dataset.imports.values.amounts import plain_number
from pipeline.dataset.imports.values.meanings import NO, YES, means, meant_by
from pipeline.errors import UsageError
from pipeline.schema.fields import Form
from pipeline.schema.kinds import CUSTOMER, PRODUCT, SUPPLIER, Kind, all_kinds
from pipeline.schema.records import row_of
from tests.support.datasets import records_of


def imported(
    tmp_path: Path, files: dict[str, str | bytes], mapping: dict[str, str] | None = None
) -> Imported:
    paths = []
    for name, text in files.items():
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        paths.append(path)
    return import_files(
        paths, tmp_path / "out", mapping or {}, tool_version="0.1.0", created_at="x", durable=False
    )


def test_foreign_files_become_a_dataset_that_passes(tmp_path: Path) -> None:
    result = imported(
        tmp_path,
        {
            "people.csv": "First Name;Surname;E-mail Address;Phone number;ZIP Code;Country;Loyalty points\r\n"
            "Zoë;Ashdown;zoe@example.com;+1-555-867-5309;04101;United States;7\r\n"
            "Ida;Marlow;;;97201;USA;8\r\n".encode("cp1252"),
            "shelf.csv": "Product name,Handle,Retail price,Cost price,Active,Brand,Colour\n"
            'Harbour Shirt,harbour-shirt,"$1,299.95",400,1,Tern,Red\n'
            "Tern Hat,tern-hat,€ 29.90,12.5,no,Tern,Red\n",
        },
    )
    dataset = read_dataset(result.folder)
    assert check_dataset(dataset).findings == ()
    assert result.files[0].matched == {
        "First Name": "first_name",
        "Surname": "last_name",
        "E-mail Address": "email",
        "Phone number": "phone",
        "ZIP Code": "physical_postcode",
        "Country": "physical_country_id",
    }
    assert [file.dropped for file in result.files] == [("Loyalty points",), ("Colour",)]
    assert "physical_country_id: 2 cells read as two-letter countries" in result.files[0].notes
    assert "Windows-1252" in result.files[0].notes
    assert "email: 1 key made where there was none" in result.files[0].notes
    zoe, ida = records_of(dataset, CUSTOMER)
    assert zoe.get("physical_postcode") == "04101"
    assert ida.key.startswith("ida.marlow.")
    assert ida.key.endswith("@example.com")
    shirt, hat = records_of(dataset, PRODUCT)
    assert [str(shirt.price), str(hat.price)] == ["1299.95", "29.90"]
    assert [shirt.get("is_active"), hat.get("is_active")] == [True, False]
    assert shirt.key_text.startswith("IMP-")


def test_made_keys_are_the_same_again_and_never_twice(tmp_path: Path) -> None:
    text = "first_name,last_name\nZoë,Ash\nZoë,Ash\nIda,Marlow\n"
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    keys = [
        [
            record.key
            for record in records_of(
                read_dataset(imported(tmp_path / name, {"c.csv": text}).folder), CUSTOMER
            )
        ]
        for name in "ab"
    ]
    assert keys[0] == keys[1]
    assert len(set(keys[0])) == 3
    assert all(key.isascii() for key in keys[0])


def test_map_goes_before_aliases_and_can_drop_a_column(tmp_path: Path) -> None:
    result = imported(
        tmp_path,
        {"items.csv": "Title,Code,Price,Shelf price,Notes\nHat,H1,1,2,x\n"},
        {"shelf PRICE": "price_including_tax", "code": "sku", "Title": "name", "notes": ""},
    )
    [product] = records_of(read_dataset(result.folder), PRODUCT)
    assert (product.key_text, str(product.price)) == ("H1", "2.00")
    assert result.files[0].dropped == ("Price", "Notes")


def test_full_names_are_split_and_both_prices_become_one(tmp_path: Path) -> None:
    result = imported(
        tmp_path,
        {
            "clients.csv": "Name,Email\nMary Ann Marlow,a@x.test\n",
            "items.csv": "sku,name,retail price,price excl tax\nA,B,2,1\nC,D,,3\n",
        },
    )
    dataset = read_dataset(result.folder)
    [customer] = records_of(dataset, CUSTOMER)
    assert (customer.get("first_name"), customer.get("last_name")) == ("Mary Ann", "Marlow")
    assert [str(record.price) for record in records_of(dataset, PRODUCT)] == ["2.00", "3.00"]
    assert check_dataset(dataset).passed


def test_amount_with_more_than_a_currency_stays_as_it_is_for_check_to_name(tmp_path: Path) -> None:
    cells = [
        "(12.50)",
        "12.50-",
        "\u221212.50",
        "12.50 %",
        "1.5k",
        "80p",
        "4.20/kg",
        "from 5",
        "<5",
        "12 50",
        "5' 11\"",
    ]
    rows = "".join(f'{number},Hat {number},"{cell}"\n' for number, cell in enumerate(cells)).replace(
        '11"', '11""'
    )
    dataset = read_dataset(imported(tmp_path, {"items.csv": f"sku,name,price\n{rows}"}).folder)
    assert dataset.tables[PRODUCT].frame["price_including_tax"].to_list() == cells
    findings = check_dataset(dataset).findings
    assert [finding.row for finding in findings] == list(range(2, len(cells) + 2))
    assert {finding.way_out for finding in findings} == {"Write an amount such as 29.95."}


def test_limit_may_be_negative_and_its_sign_is_never_dropped(tmp_path: Path) -> None:
    text = "first name,last name,email,credit limit\n"
    cells = ["-500", "-1.5", "(500)", "500-", "\u2212500", "-$500", "$500"]
    text += "".join(f"A,B,a{number}@x.test,{cell}\n" for number, cell in enumerate(cells))
    dataset = read_dataset(imported(tmp_path, {"c.csv": text}).folder)
    kept = ["-500", "-1.5", "(500)", "500-", "\u2212500", "-$500", "500"]
    assert dataset.tables[CUSTOMER].frame["on_account_limit"].to_list() == kept
    findings = check_dataset(dataset).findings
    assert [finding.row for finding in findings] == [4, 5, 6, 7]
    assert {finding.way_out for finding in findings} == {"Write a plain number such as 12.5 or -500."}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            ",sku,name,price,\n0,A,x,9,note\n1,B,y,8,\n",
            ("Columns A and E have no name but hold content: left out",),
        ),
        (",sku,name,price\n,A,x,9\n2,B,y,8\n", ("Column A has no name but holds content: left out",)),
        (",sku,name,price\n,A,x,9\n,B,y,8\n", ("1 column without name or content dropped",)),
    ],
)
def test_columns_without_a_name_are_left_out_and_said(
    tmp_path: Path, text: str, said: tuple[str, ...]
) -> None:
    result = imported(tmp_path, {"items.csv": text})
    assert result.files[0].notes == said
    table = read_dataset(result.folder).tables[PRODUCT]
    assert table.frame.columns == ["sku", "name", "price_including_tax"]
    assert table.whole.rows() == [("A", "x", "9.00"), ("B", "y", "8.00")]


def test_title_above_the_header_is_named_as_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        imported(tmp_path, {"list.csv": "Spring list,,\nsku,name,price\nA,x,1\n"})
    assert "if that is a title, remove the line" in caught.value.hint


def test_map_means_a_column_by_its_very_name_first(tmp_path: Path) -> None:
    """Signs alone fold to nothing, and two names may fold to one."""
    text = "SKU,Name,#,*,Price,price,^N.*$\nA,Hat,no,yes,1,2,pattern\n"
    result = imported(
        tmp_path, {"i.csv": text}, {"*": "description", "price": "price_including_tax", "^N.*$": "handle"}
    )
    [product] = records_of(read_dataset(result.folder), PRODUCT)
    assert [product.get(name) for name in ("name", "description", "handle")] == ["Hat", "yes", "pattern"]
    assert str(product.price) == "2.00"
    assert result.files[0].dropped == ("#", "Price")


def test_map_of_signs_that_no_column_has_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r'no file has|No file has a column "\*"'):
        imported(tmp_path, {"i.csv": "SKU,Name,#\nA,Hat,no\n"}, {"*": "description"})


def test_real_addresses_are_kept_for_check_to_name(tmp_path: Path) -> None:
    result = imported(tmp_path, {"c.csv": "first_name,last_name,email\nA,B,jo@gmail.com\n"})
    assert check_dataset(read_dataset(result.folder)).total == 1


def test_missing_required_column_is_there_for_check_to_name(tmp_path: Path) -> None:
    result = imported(tmp_path, {"products.csv": "sku,price\nA,1\n"})
    report = check_dataset(read_dataset(result.folder))
    assert [(f.row, f.column) for f in report.findings] == [(2, "name")]


def test_files_of_one_kind_are_joined(tmp_path: Path) -> None:
    result = imported(tmp_path, {"a.csv": "sku,name\nA,One\n", "b.csv": "name,sku,cost\nTwo,B,3\n"})
    assert [record.key for record in records_of(read_dataset(result.folder), PRODUCT)] == ["a", "b"]
    manifest = read_manifest(result.folder)
    assert manifest is not None
    assert manifest.seed is None
    assert manifest.options == {"imported_from": "a.csv, b.csv"}


@pytest.mark.parametrize(
    ("files", "mapping", "said"),
    [
        ({"x.csv": "foo,bar\n1,2\n"}, {}, "could hold suppliers or customers or products"),
        ({"c.csv": "sku,name\nA,B\n"}, {"titel": "name"}, 'no column "titel"|has a column "titel"'),
        ({"c.csv": "sku,name\nA,B\n"}, {"sku": "skuu"}, 'Did you mean "sku"'),
    ],
)
def test_what_cannot_be_understood_is_a_usage_error(
    tmp_path: Path, files: dict[str, str | bytes], mapping: dict[str, str], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        imported(tmp_path, files, mapping)


def test_missing_file_and_existing_dataset_are_usage_errors(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no file"):
        import_files([tmp_path / "x.csv"], tmp_path / "o", {}, tool_version="0", created_at="x")
    imported(tmp_path, {"products.csv": "sku,name\nA,B\n"})
    with pytest.raises(UsageError, match="holds a dataset already"):
        imported(tmp_path, {"products.csv": "sku,name\nA,B\n"})


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("29.95", "29.95"),
        ("$29.95", "29.95"),
        ("29,95 €", "29.95"),
        ("US$ 1,299.95", "1299.95"),
        ("1.299,95", "1299.95"),
        ("1'299.95", "1299.95"),
        ("1 299,95 kr", "1299.95"),
        ("1,234,567", "1234567"),
        ("1,299", None),  # 1299, or one and 299 thousandths
        ("-5", None),
        ("$-5", None),
        ("USD 12.50", "12.50"),
        ("12.50 usd", "12.50"),
        ("$12.50 USD", "12.50"),
        ("$12.50 EUR", None),  # which of the two?
        ("EUR12,50", "12.50"),
        ("12,50\u00a0€", "12.50"),
        ("AU$ 1 299.95", "1299.95"),
        ("CHF 1\u2019299.95", "1299.95"),
        ("R12.50", "12.50"),
        ("12.50R", None),
        ("12.50 kr.", "12.50"),
        ("(12.50)", None),
        ("12.50-", None),
        ("\u221212.50", None),
        ("12 50", None),
        ("1 2345", None),
        ("1,234.567,89", None),
        ("1 234,567.89", None),
        ("0,125", "0.125"),  # no thousand begins with 0
        ("23,900000", "23.900000"),
        ("1,299.9500", "1299.9500"),
        ("1234.500", "1234.500"),
        ("12,345.678", "12345.678"),
        ("12.500", None),
        ("₺12,50", "12.50"),
        ("1200円", "1200"),
        ("12,50 $CA", "12.50"),
        ("TL 12", None),
        ("0 125", None),
        ("1,234,56", None),
        ("50¢", None),
        ("6' 2\"", None),
        ("\u0661\u0662", None),
        ("12/5", None),
        ("abc", None),
        ("", None),
        ("1,2,3", None),
    ],
)
def test_amounts_are_read_only_where_they_are_plain(text: str, meant: str | None) -> None:
    assert plain_number(text) == meant


def test_an_amount_of_money_with_parts_of_a_cent_stays_as_it_is() -> None:
    assert [meant_by(Form.MONEY, text) for text in ("0,125", "12,345.678", "12.500")] == [None, None, None]
    zeros = ("52.000000", "23,900000", "0.500", "1234.500", "1,299.9500")
    meant = ["52.00", "23.90", "0.50", "1234.50", "1299.95"]
    assert [meant_by(Form.MONEY, text) for text in zeros] == meant
    assert meant_by(Form.NUMBER, "12.5000") == "12.5000", "what is a number already stays as it is"
    assert [meant_by(Form.COUNT, text) for text in ("100.0000", "100.5000")] == ["100", None]
    weighed = ("1.250", "1,250", "1.250.000")  # there may be 1.250 of what is weighed
    assert [meant_by(Form.COUNT, text) for text in weighed] == [None, "1250", "1250000"]


@pytest.mark.parametrize(
    "words",
    [
        "WAHR FALSCH",
        "VRAI FAUX",
        "VERDADERO FALSO",
        "VERO FALSO",
        "VERDADEIRO FALSO",
        "WAAR ONWAAR",
        "PRAWDA FAŁSZ",
        "PRAVDA NEPRAVDA",
        "SAND FALSK",
        "SANT FALSKT",
        "SANN USANN",
        "TOSI EPÄTOSI",
        "DOĞRU YANLIŞ",
        "ИСТИНА ЛОЖЬ",
        "IGAZ HAMIS",
        "ΑΛΗΘΗΣ ΨΕΥΔΗΣ",
        "Sí No",
        "Evet Hayır",
        "はい いいえ",
    ],
)
def test_booleans_are_read_as_spreadsheets_of_any_language_write_them(words: str) -> None:
    pair = words.split()
    assert [meant_by(Form.BOOLEAN, word) for word in pair] == ["true", "false"]
    told = pl.DataFrame({"word": pair}).select(yes=means(pl.col("word"), YES), no=means(pl.col("word"), NO))
    assert told.rows() == [(True, False), (False, True)]


@pytest.mark.parametrize("kind", list(all_kinds()))
def test_every_column_of_ours_means_itself_in_any_spelling(kind: Kind) -> None:
    for name in kind.fields:
        assert field_meant(kind, name) == name
        assert field_meant(kind, name.replace("_", " ").title()) == name


def test_file_names_that_speak_of_both_kinds_decide_nothing() -> None:
    assert kind_of_file("customer-export.csv") is CUSTOMER
    assert kind_of_file("Product_list.csv") is PRODUCT
    assert kind_of_file("customer-products.csv") is None


def product_of(tmp_path: Path, header: str, row: str) -> dict[str, str]:
    result = imported(tmp_path, {"items.csv": f"{header}\n{row}\n"})
    dataset = read_dataset(result.folder)
    assert check_dataset(dataset).findings == ()
    [record] = records_of(dataset, PRODUCT)
    return row_of(record)


@pytest.mark.parametrize(
    ("header", "row", "wanted"),
    [
        (  # the X-Series' own export
            "handle,sku,name,product_category,tags,brand_name,supplier_name,supplier_code",
            "a,S1,Hat,Clothing / Hats,new; wool,Tern,Harbour,HL-1",
            {
                "product_category": "Clothing > Hats",
                "tags": "new; wool",
                "brand_name": "Tern",
                "supplier_name": "Harbour",
                "supplier_code": "HL-1",
            },
        ),
        (
            "sku,name,type,brand,supplier_name",
            "S1,Hat,Hats,Tern,Harbour",
            {"product_category": "Hats", "brand_name": "Tern", "supplier_name": "Harbour"},
        ),
        (  # Shopify
            "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Variant SKU,Variant Price,Variant Barcode",
            'hat,Hat,x,Tern,Apparel & Accessories > Clothing > Clothing Accessories > Hats,Hats,"new, wool",S1,5,\'4006381333931',
            {
                "brand_name": "Tern",
                "product_category": "Hats",
                "tags": "new; wool",
                "barcode": "4006381333931",
            },
        ),
        (  # WooCommerce
            'Type,SKU,"GTIN, UPC, EAN, or ISBN",Name,Published,Tax status,Regular price,Categories,Tags,Brands',
            'simple,S1,4006381333931,Hat,1,taxable,5,"Clothing, Clothing > Hats","new, wool",Tern',
            {
                "product_category": "Clothing > Hats",
                "tags": "new; wool",
                "brand_name": "Tern",
                "barcode": "4006381333931",
            },
        ),
        (  # Square
            "Item Name,SKU,Price,Category,GTIN,Default Vendor Name,Default Vendor Code",
            "Hat,S1,5,Hats,036000291452,Harbour,HL-1",
            {
                "product_category": "Hats",
                "barcode": "036000291452",
                "supplier_name": "Harbour",
                "supplier_code": "HL-1",
            },
        ),
        (
            "name,sku,category,manufacturer,vendor,EAN",
            "Hat,S1,Clothing >> Hats,Tern,Harbour,5 901234 123457",
            {
                "product_category": "Clothing > Hats",
                "brand_name": "Tern",
                "supplier_name": "Harbour",
                "barcode": "5901234123457",
            },
        ),
    ],
)
def test_catalogue_columns_of_other_programs_are_taken(
    tmp_path: Path, header: str, row: str, wanted: dict[str, str]
) -> None:
    made = product_of(tmp_path, header, row)
    assert {name: made.get(name) for name in wanted} == wanted


def test_a_barcode_that_repeats_the_sku_is_left_out_and_said(tmp_path: Path) -> None:
    result = imported(
        tmp_path, {"items.csv": 'sku,name,barcode\n4006381333931,Hat,4006381333931\nS2,Cap,"=""X-1"""\n'}
    )
    assert "barcode: 1 cell left out, the SKU says the same" in result.files[0].notes
    assert read_dataset(result.folder).tables[PRODUCT].frame["barcode"].to_list() == [None, "X-1"]


def test_what_was_made_of_names_is_said(tmp_path: Path) -> None:
    result = imported(
        tmp_path,
        {"items.csv": 'sku,name,Categories,Tags\nS1,Hat,"A, A > B","new, wool"\nS2,Cap,B | C,new\n'},
    )
    assert result.files[0].notes == (
        'product_category: 1 cell read as paths with " > "',
        "product_category: 1 cell named several; one is taken, the most exact",
        "tags: 1 cell read as several names",
    )


def test_a_file_of_suppliers_is_known_by_its_name_or_its_columns(tmp_path: Path) -> None:
    rows = "Harbour Lane,Ida Marlow,ida@example.com,+1-555-867-5309,USA\n"
    for name, header in (
        ("vendors.csv", "Name,Contact,Email,Phone,Country"),
        ("list.csv", "Supplier,Contact,Email,Phone,Country"),
    ):
        (tmp_path / name).mkdir()
        result = imported(tmp_path / name, {name: f"{header}\n{rows}"})
        [record] = records_of(read_dataset(result.folder), SUPPLIER)
        assert row_of(record) == {
            "name": "Harbour Lane",
            "contact_first_name": "Ida",
            "contact_last_name": "Marlow",
            "contact_phone": "+1-555-867-5309",
            "contact_email": "ida@example.com",
            "contact_physical_country_id": "US",
        }


def test_people_are_customers_unless_something_speaks_of_suppliers(tmp_path: Path) -> None:
    result = imported(tmp_path, {"list.csv": "Name,Email,Phone\nIda Marlow,ida@example.com,555-1234\n"})
    assert [file.kind for file in result.files] == [CUSTOMER]


def test_families_and_stock_at_outlets_are_taken_as_the_store_exports_them(tmp_path: Path) -> None:
    text = (
        "sku,handle,name,variant_option_one_name,variant_option_one_value,reorder_amount,inventory_Main_Outlet,inventory Kiosk\n"
        'A,tee,Tee,Size,S,12.0,"5,0",1\n'
        "B,tee,Tee,Size,M,12,1.00E+01,\n"
    )
    result = imported(tmp_path, {"products.csv": text})
    dataset = read_dataset(result.folder)
    report = check_dataset(dataset)
    assert (report.findings, report.families[PRODUCT]) == ((), (1, 2))
    assert [row_of(record) for record in records_of(dataset, PRODUCT)] == [
        {
            "sku": sku,
            "handle": "tee",
            "name": "Tee",
            "variant_option_one_name": "Size",
            "variant_option_one_value": size,
            "restock_level": "12",
            **stock,
        }
        for sku, size, stock in (
            ("A", "S", {"inventory_Kiosk": "1", "inventory_Main_Outlet": "5"}),
            ("B", "M", {"inventory_Main_Outlet": "10"}),
        )
    ]
    [told] = result.files
    assert told.dropped == ()
    assert "inventory_Main_Outlet: 2 cells read as whole numbers" in told.notes
