"""What import makes of whole files: where the header is, which column is which, keys, what is replaced."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path

import polars as pl
import pytest

from pipeline.dataset import ImportedFile, check_dataset, import_files, read_dataset, write_dataset
from pipeline.dataset.imports.aliases import ALIASES
from pipeline.dataset.imports.import_files import Imported
from pipeline.dataset.imports.theirs import folded_name
from pipeline.errors import FindingsError, StopError, UsageError
from pipeline.schema.kinds import CUSTOMER, PRODUCT, Kind
from pipeline.schema.records import row_of
from tests.support.datasets import CUSTOMERS, PRODUCTS, manifest, records_of


def imported(
    tmp_path: Path,
    texts: Mapping[str, str],
    mapping: Mapping[str, str] | None = None,
    *,
    files: Sequence[str] = (),
    force: bool = False,
) -> Imported:
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return import_files(
        [tmp_path / name for name in (*texts, *files)],
        tmp_path / "out",
        mapping or {},
        tool_version="0",
        created_at="x",
        force=force,
        durable=False,
    )


def rows_made(
    tmp_path: Path, kind: Kind, text: str, mapping: Mapping[str, str] | None = None
) -> tuple[list[dict[str, str]], ImportedFile]:
    result = imported(tmp_path, {f"{kind.plural}.csv": text}, mapping)
    return [row_of(each) for each in records_of(read_dataset(result.folder), kind)], result.files[0]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Barcode,SKU,Name\n4006381333931,TEE-1,Tee\n", {"sku": "TEE-1", "barcode": "4006381333931"}),
        ("Item,Name,SKU\n1001,Mug,M-1\n", {"sku": "M-1", "name": "Mug"}),
        ("Product,Title,Code,Item code\nTee,A tee,1,TEE-1\n", {"sku": "TEE-1", "name": "A tee"}),
        ("SKU,Item code,Name\n,TEE-1,Tee\n", {"sku": "TEE-1"}),  # an empty column gives way
        ("Custom SKU,System ID,Item\n,210000000001,Tee\n", {"sku": "210000000001", "name": "Tee"}),
        ("sku,name,EAN,UPC\nA,Tee,,036000291452\n", {"barcode": "036000291452"}),
        ("Product Code/SKU,Product Name,Item price\nA,Tee,9\n", {"sku": "A", "price_including_tax": "9.00"}),
        (
            "sku,name,Price (tax excl.),Price (tax incl.)\nA,Tee,8,9\n",
            {"price_including_tax": "9.00", "price_excluding_tax": None},
        ),
        ("sku,name,Price ex GST\nA,Tee,8\n", {"price_excluding_tax": "8.00"}),
        (
            '"SKU\nnumber","Item\nname",Price\nA,Tee,9\n',
            {"sku": "A", "name": "Tee"},
        ),  # wrapped in a spreadsheet
        ("sku,name,Category\nA,Tee,Shop All;Tops > Tees;Tops\n", {"product_category": "Tops > Tees"}),
        (
            "sku,name,Current Stock Level,Low Stock Level\nA,Tee,7,2\n",
            {"inventory": "7", "reorder_point": "2"},
        ),
        (
            "sku,name,Low stock quantity,In stock date\nA,Tee,2,2026-01-02\n",
            {"reorder_point": "2", "inventory_date": None},
        ),
        (
            "sku,name,Category,Subcategory 1,Subcategory 2\nA,Tee,Tops,Tees,\n",
            {"product_category": "Tops > Tees"},
        ),
    ],
)
def test_the_nearest_name_is_taken_whatever_the_order(
    tmp_path: Path, text: str, wanted: Mapping[str, str]
) -> None:
    [row], _ = rows_made(tmp_path, PRODUCT, text)
    assert {name: row.get(name) for name in wanted} == wanted


@pytest.mark.parametrize(
    ("header", "cells", "first", "last"),
    [
        ("Name,Surname", "Mary Jane,Smith", "Mary Jane", "Smith"),
        ("Name,Last name", "María José,García López", "María José", "García López"),
        ("First name,Name", "Mary Jane,Smith Lee", "Mary Jane", "Smith Lee"),
        ("Full name,Surname", "María García López,García López", "María", "García López"),
        ("Name", '"Lee, Ann"', "Ann", "Lee"),
        ("Name", '"Ng ,Bo K."', "Bo K.", "Ng"),
        ("Name", '"Sam Lee, Jr."', "Sam", "Lee, Jr."),
        ("Name", '"Lee, Ann, Mary"', "Lee, Ann, Mary", None),
        ("Name", '"Lee, Jr."', "Lee, Jr.", None),
        ("Name", "Ann Lee", "Ann", "Lee"),
    ],
)
def test_names_of_people_are_told_apart(
    tmp_path: Path, header: str, cells: str, first: str, last: str | None
) -> None:
    [row], _ = rows_made(tmp_path, CUSTOMER, f"{header},Email\n{cells},a@example.com\n")
    assert (row["first_name"], row.get("last_name")) == (first, last)


def test_last_name_before_a_comma_is_said(tmp_path: Path) -> None:
    _, told = rows_made(tmp_path, CUSTOMER, 'Name,Email\n"Lee, Ann",a@example.com\n')
    assert told.notes == ('1 name with a comma read as "last name, first name"',)


def test_one_address_of_several_is_taken_whole(tmp_path: Path) -> None:
    text = (
        "First Name,Last Name,E-mail Address,Home Street,Home City,Business Street,Business City,Business Postal Code\n"
        "Ann,Lee,a@example.com,1 Oak St,Elm,9 Bay Rd,Ash,12345\n"
        "Bo,Li,b@example.com,,,9 Bay Rd,Ash,12345\n"
    )
    rows, told = rows_made(tmp_path, CUSTOMER, text)
    names = ("physical_address_1", "physical_city", "physical_postcode")
    assert [[row.get(name) for name in names] for row in rows] == [
        ["1 Oak St", "Elm", None],
        ["9 Bay Rd", "Ash", "12345"],
    ]
    assert told.left_out == {"business addresses": 1}


@pytest.mark.parametrize(
    ("header", "cells", "active"),
    [
        ("Published,Status", "true,draft", "false"),
        ("Published,Status", "FALSE,active", "false"),
        ("Status,Published", "active,", "true"),
        ("Status,Archived", "active,Y", "false"),
        ("Active,Archived", "1,N", "true"),
        ("Archived", "Y", "false"),
    ],
)
def test_a_product_is_inactive_if_any_column_says_so(
    tmp_path: Path, header: str, cells: str, active: str
) -> None:
    [row], _ = rows_made(tmp_path, PRODUCT, f"sku,name,{header}\nA,Hat,{cells}\n")
    assert row["is_active"] == active


def test_who_did_not_agree_to_mail_gets_none(tmp_path: Path) -> None:
    text = "First Name,Last Name,Email,Accepts Email Marketing\nAnn,Lee,a@example.com,no\nBo,Li,b@example.com,yes\n"
    rows, _ = rows_made(tmp_path, CUSTOMER, text)
    assert [row["do_not_email"] for row in rows] == ["true", "false"]


@pytest.mark.parametrize(
    ("header", "cells", "wanted"),
    [
        ("weight", "500 g", ("500", "G")),
        ("weight", "1.2kg", ("1.2", "KG")),
        ("weight", "12 oz.", ("12", "OZ")),
        ("weight", "3 Pounds", ("3", "LB")),
        ("weight,weight_unit", "500 g,G", ("500", "G")),
        ("weight,weight_unit", "500,grams", ("500", "G")),
        ("Weight (kg)", "0.5", ("0.5", "KG")),
        ("Grams", "300", (None, None)),  # of what?
        ("Variant SKU,Variant Grams,Variant Weight Unit", "A,300,kg", ("300", "G")),
        ("Weight value (grams),Weight unit for display", "300,lb", ("300", "G")),
    ],
)
def test_weights_keep_their_unit(
    tmp_path: Path, header: str, cells: str, wanted: tuple[str | None, str | None]
) -> None:
    [row], _ = rows_made(tmp_path, PRODUCT, f"sku,name,{header}\nA,Hat,{cells}\n")
    assert (row.get("weight"), row.get("weight_unit")) == wanted


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("weight,weight_unit", "500 g,KG"),
        ("weight", "500 ml"),
        ("weight", "1.200 g"),  # one and 200 thousandths, or 1200
        ("weight", "-5 g"),
        ("weight", "about 5 g"),
        ("length,width", "10 cm,4 in"),
        ("length,width", "10 cm,4"),
    ],
)
def test_a_unit_that_does_not_fit_stays_for_check_to_name(tmp_path: Path, header: str, cells: str) -> None:
    result = imported(tmp_path, {"products.csv": f"sku,name,{header}\nA,Hat,{cells}\n"})
    table = read_dataset(result.folder).tables[PRODUCT]
    first = header.split(",", maxsplit=1)[0]
    assert table.frame[first].to_list() == cells.split(",")[:1]
    assert first in {finding.column for finding in check_dataset(read_dataset(result.folder)).findings}


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("'02139", "02139"),
        ("'+15555550101", "+15555550101"),
        ("'+1 555 555 0101", "+1 555 555 0101"),
        ('"=""02139"""', "02139"),
        ("'s Gravenhage", "'s Gravenhage"),
        ("'90s Mix", "'90s Mix"),
        ("Salt &amp; Pepper", "Salt & Pepper"),
        ("Salt &amp Pepper", "Salt & Pepper"),
        ("Q&notes x=1&copy=2", "Q&notes x=1&copy=2"),
        ("Salt &amp;amp; Pepper", "Salt & Pepper"),
        ("Mum&#39;s", "Mum's"),
        ("Caf&eacute;", "Café"),
        ("AT&T; sons", "AT&T; sons"),
    ],
)
def test_guards_and_entities_are_read_and_counted(tmp_path: Path, cell: str, text: str) -> None:
    [row], told = rows_made(
        tmp_path, CUSTOMER, f"first_name,last_name,email,note\nA,B,a@example.com,{cell}\n"
    )
    assert row["note"] == text
    assert any(note.startswith("note: 1 cell read without") for note in told.notes) == (cell != text)


def test_a_description_stays_html(tmp_path: Path) -> None:
    [row], _ = rows_made(tmp_path, PRODUCT, "sku,name,description\nA,B,<p>Salt &amp; Pepper</p>\n")
    assert row["description"] == "<p>Salt &amp; Pepper</p>"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ref,Name,Price\nR-1,Hat,4\nR-2,Cap,5\n", "Ref"),
        ("Name,PLU,Price\nHat,4011,4\nCap,4012,5\n", "PLU"),
        ("Name,Cikkszám\nHat,A1\n", "Cikkszám"),
    ],
)
def test_no_key_is_made_while_a_column_could_be_one(tmp_path: Path, text: str, name: str) -> None:
    with pytest.raises(UsageError, match=f'"{name}" could be it') as caught:
        imported(tmp_path, {"products.csv": text})
    assert f"--map '{name}=sku'" in caught.value.hint
    for ours, made in (("sku", False), ("", True)):
        folder = tmp_path / str(made)
        folder.mkdir()
        rows, _ = rows_made(folder, PRODUCT, text, {name: ours})
        assert [row["sku"].startswith("IMP-") for row in rows] == [made] * len(rows)


@pytest.mark.parametrize(
    "columns",
    [
        "Colour,Red,Red",
        "Margin,1.5,2.5",
        "Link,https://a.example.com,https://b.example.com",
        "Since,1/2/2020,2/2/2020",
    ],
)
def test_what_is_no_code_keeps_no_key_from_being_made(tmp_path: Path, columns: str) -> None:
    name, first, second = columns.split(",")
    rows, told = rows_made(tmp_path, PRODUCT, f"Name,{name}\nHat,{first}\nCap,{second}\n")
    assert all(row["sku"].startswith("IMP-") for row in rows)
    assert told.dropped == (name,)


def test_made_keys_never_meet(tmp_path: Path) -> None:
    rows, _ = rows_made(
        tmp_path, PRODUCT, "Name\nMug 40119\nMug 63321\n"
    )  # of these two the first keys are one
    assert len({row["sku"] for row in rows}) == 2
    (tmp_path / "again").mkdir()
    text = f"sku,name\n{rows[0]['sku'].lower()},Other\n,Mug 40119\n"
    other, _ = rows_made(tmp_path / "again", PRODUCT, text)
    assert len({row["sku"].casefold() for row in other}) == 2


def test_made_keys_of_equal_rows_in_two_files_differ(tmp_path: Path) -> None:
    result = imported(tmp_path, {"a_products.csv": "name\nMug\n", "b_products.csv": "name\nMug\n"})
    assert len({each.key for each in records_of(read_dataset(result.folder), PRODUCT)}) == 2


PREAMBLE = "Price list May\n\nSKU,Name,Price,Cost\nA,x,9,4\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (PREAMBLE, "The header seems to be line 3"),
        ("Exported;2026-05-01\n\nSKU;Name;Price;Cost\nA;x;9;4\n", "The header seems to be line 3"),
        ("Products,,\nsku,name,price\nA,x,1\n", "the header seems to be line 2"),
        ("# A program\n\nIt does, much, and more.\nSee: there, here\n", "This is no table"),
        ("Dear Ann,\nthis is a letter.\n\nBye\n", "This is no table"),
        ("just words\nin lines\n", "This is no table"),
        ("sku,name\n", "has a header, and no row"),
    ],
)
def test_what_is_no_table_is_called_by_its_name(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(StopError, match=said) as caught:
        imported(tmp_path, {"products.csv": text})
    assert caught.value.hint


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("Vorname;Nachname;E-Mail-Adresse;PLZ;Ort;Land", "Ann", "Lee"),
        ("Nom;Prénom;Courriel;Code postal;Ville;Pays", "Lee", "Ann"),
        ("Nombre;Apellidos;Correo electrónico;Código postal;Población;País", "Ann", "Lee"),
        ("NOME;COGNOME;INDIRIZZO E-MAIL;CAP;CITTA;PAESE", "Ann", "Lee"),  # capitals without accents
        ("Voornaam;Achternaam;E-mailadres;Postcode;Plaats;Land", "Ann", "Lee"),
        ("Imię;Nazwisko;Adres e-mail;Kod pocztowy;Miasto;Country", "Ann", "Lee"),
        ("Jméno;Příjmení;E-mail;PSČ;Město;Země", "Ann", "Lee"),
        ("Fornavn;Efternavn;E-mail;Postnummer;City;Land", "Ann", "Lee"),
        ("名;姓;メールアドレス;郵便番号;市区町村;国", "Ann", "Lee"),
    ],
)
def test_people_are_read_by_headings_of_other_languages(
    tmp_path: Path, header: str, first: str, last: str
) -> None:
    [row], told = rows_made(
        tmp_path, CUSTOMER, f"{header}\nAnn;Lee;ann@example.com;10115;Berlin;Deutschland\n"
    )
    assert (row["first_name"], row["last_name"], row["email"]) == (first, last, "ann@example.com")
    place = ("physical_postcode", "physical_city", "physical_country_id")
    assert [row[name] for name in place] == ["10115", "Berlin", "DE"]
    assert not told.dropped


@pytest.mark.parametrize(
    "header",
    [
        "Artikelnummer;Bezeichnung;Verkaufspreis;Einkaufspreis;Bestand;Warengruppe;Gewicht (kg)",
        "Référence;Désignation;Prix TTC;Prix d'achat;Quantité;Catégorie;Poids (kg)",
        "Referencia;Nombre;Precio;Coste;Existencias;Categoría;Peso (kg)",
        "Codice articolo;Nome;Prezzo;Prezzo d'acquisto;Giacenza;Categoria;Peso (kg)",
        "Kod produktu;Nazwa;Cena brutto;Cena zakupu;Ilość;Kategoria;Waga (kg)",
        "Varenummer;Navn;Pris;Indkøbspris;Antal;Kategori;Vægt (kg)",
    ],
)
def test_products_are_read_by_headings_of_other_languages(tmp_path: Path, header: str) -> None:
    [row], told = rows_made(tmp_path, PRODUCT, f"{header}\nA-1;Krug;1.299,50;5,00;3;Haus;0,45\n")
    names = ("sku", "name", "price_including_tax", "supply_price", "inventory", "product_category", "weight")
    cells = ("A-1", "Krug", "1299.50", "5.00", "3", "Haus", "0.45")
    assert row == dict(zip(names, cells, strict=True)) | {"weight_unit": "KG"}
    assert not told.dropped


def test_no_heading_of_another_language_means_two_columns() -> None:
    for kind, names in ALIASES.items():
        meant = [(folded_name(theirs), ours) for ours, each in names.items() for theirs in each]
        several = {theirs: {ours for name, ours in meant if name == theirs} for theirs, _ in meant}
        assert {name: ours for name, ours in several.items() if len(ours) > 1} == {}, kind


def test_the_first_of_several_values_in_a_cell_is_taken_and_said(tmp_path: Path) -> None:
    header = "Given Name,Family Name,E-mail 1 - Value,Phone 1 - Value,Notes"
    cells = "Ann,Lee,ann@example.com ::: b@example.com,+1 555 010 0102 ::: +1 555 010 0103,a ::: b"
    [row], told = rows_made(tmp_path, CUSTOMER, f"{header}\n{cells}\n")
    assert (row["email"], row["phone"], row["note"]) == ("ann@example.com", "+1 555 010 0102", "a ::: b")
    assert "phone: 1 cell named several; the first is taken" in told.notes


def test_what_further_columns_of_a_field_hold_is_counted(tmp_path: Path) -> None:
    text = (
        "First Name,Last Name,E-mail Address,E-mail 2 Address,Home Phone,Business Phone\n"
        "Ann,Lee,a@example.com,b@example.com,1,2\nBo,Ek,c@example.com,,,3\nCy,Oh,d@example.com,d@example.com,,\n"
    )
    rows, told = rows_made(tmp_path, CUSTOMER, text)
    assert [row.get("phone") for row in rows] == ["1", "3", None]
    assert told.left_out == {"further cells for email": 1, "further cells for phone": 1}
    assert "further cells for phone left out: 1 (a row has another)" in told.notes


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("name,default_code,categ_id,type,qty_available\nDesk,D-1,All / Office,consu,3.0\n", "All > Office"),
        ("Name,Internal Reference,Sales Price,Product Type\nDesk,D-1,9,Storable Product\n", None),
        ("Name,SKU,Type,Income Account\nDesk,D-1,Inventory,Sales\n", None),
    ],
)
def test_what_kind_of_goods_a_program_keeps_is_no_category(
    tmp_path: Path, text: str, category: str | None
) -> None:
    [row], _ = rows_made(tmp_path, PRODUCT, text)
    assert row.get("product_category") == category


@pytest.mark.parametrize(
    ("header", "cells", "meant"),
    [
        ("Email Subscription Status", ("subscribed", "unsubscribed"), ("false", "true")),
        ("Unsubscribed", ("yes", "no"), ("true", "false")),
        (
            "Unsubscribed",
            ("unsubscribed", "subscribed"),
            ("unsubscribed", "subscribed"),
        ),  # for a person to read
    ],
)
def test_who_is_subscribed_is_never_turned_round(
    tmp_path: Path, header: str, cells: tuple[str, str], meant: tuple[str, str]
) -> None:
    text = (
        f"First name,Last name,Email,{header}\nA,B,a@example.com,{cells[0]}\nC,D,c@example.com,{cells[1]}\n"
    )
    result = imported(tmp_path, {"customers.csv": text})
    told = read_dataset(result.folder).tables[CUSTOMER].whole["do_not_email"]
    assert tuple(told) == meant


def test_lost_line_ends_are_called_so(tmp_path: Path) -> None:
    with pytest.raises(FindingsError) as caught:
        imported(tmp_path, {"products.csv": "sku,name,price\rA,x,1\r"})
    [finding] = caught.value.findings
    assert finding.rule == "A lone carriage return stands in the row: line ends were lost."


def test_the_first_lines_of_what_is_no_table_are_shown(tmp_path: Path) -> None:
    with pytest.raises(FindingsError) as caught:
        imported(tmp_path, {"README.md": "# A program\n\nIt does, much.\n\nSee: there\n\nOr not\n"})
    [finding] = caught.value.findings
    assert "# A program / It does, much. / See: there" in finding.rule


def test_force_replaces_what_is_given_and_says_what_stays(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_dataset(out, {CUSTOMER: [CUSTOMERS], PRODUCT: [PRODUCTS]}, manifest(), durable=False)
    before = (out / "products.csv").read_bytes()
    result = imported(
        tmp_path, {"customers.csv": "first_name,last_name,email\nAnn,Lee,a@example.com\n"}, force=True
    )
    assert result.kept == ("products.csv",)
    assert (out / "products.csv").read_bytes() == before
    assert dict(result.manifest.counts) == {CUSTOMER: 1, PRODUCT: PRODUCTS.height}
    dataset = read_dataset(out)
    assert [each.key for each in records_of(dataset, CUSTOMER)] == ["a@example.com"]
    assert dataset.manifest == result.manifest


def test_force_keeps_a_file_that_no_manifest_knows(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_dataset(out, {PRODUCT: [PRODUCTS]}, manifest(), durable=False)
    (out / "dataset.json").unlink()
    text = "first_name,last_name,email\nAnn,Lee,a@example.com\n"
    result = imported(tmp_path, {"customers.csv": text}, force=True)
    assert result.manifest.counts[PRODUCT] == PRODUCTS.height


@pytest.mark.parametrize(
    ("column", "cell", "wanted"),
    [
        ("gender", "Female", "F"),
        ("gender", "Kvinna", "F"),
        ("gender", "男", "M"),
        ("gender", "m", "M"),
        ("Birthday", "31/12/1990", "1990-12-31"),
        ("Birthday", "5.4.1990", "1990-04-05"),
        ("Birthday", "5/4/1990", "5/4/1990"),  # two readings
    ],
)
def test_usual_spellings_of_set_words_and_dates_are_read(
    tmp_path: Path, column: str, cell: str, wanted: str
) -> None:
    [row], told = rows_made(
        tmp_path, CUSTOMER, f"First Name,Last Name,Email,{column}\nA,B,a@example.com,{cell}\n"
    )
    assert wanted in row.values()
    assert bool(told.notes) == (cell != wanted)


def test_times_of_a_parquet_file_are_text_and_midnight_is_a_date(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "first_name": ["A"],
            "last_name": ["B"],
            "email": ["a@example.com"],
            "date_of_birth": [datetime(1990, 12, 31)],  # noqa: DTZ001 - as a file has it
            "note": [datetime(2026, 1, 1, 9, 30)],  # noqa: DTZ001 - likewise
            "seen": [datetime(2026, 1, 1)],  # noqa: DTZ001 - likewise
        }
    )
    frame.write_parquet(tmp_path / "customers.parquet")
    result = import_files(
        [tmp_path / "customers.parquet"],
        tmp_path / "out",
        {},
        tool_version="0",
        created_at="x",
        durable=False,
    )
    [record] = records_of(read_dataset(result.folder), CUSTOMER)
    assert (record.get("date_of_birth"), record.get("note")) == ("1990-12-31", "2026-01-01T09:30:00")
    assert result.files[0].dropped == ("seen",)


@pytest.mark.parametrize("begin", ["", "\ufeff", "\ufeff\ufeff", "\ufeff\ufeff\ufeff"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\n\n"])  # for either reader
def test_all_byte_order_marks_before_a_header_go(tmp_path: Path, begin: str, encoding: str, end: str) -> None:
    (tmp_path / "a.csv").write_bytes(f'{begin}"sku","name"\n"A","Cup"{end}'.encode(encoding))
    told = imported(tmp_path, {}, files=["a.csv"]).files[0]
    assert told.matched == {"sku": "sku", "name": "name"}


def test_a_doubled_column_that_nothing_matches_is_left_out_and_said(tmp_path: Path) -> None:
    rows, told = rows_made(tmp_path, PRODUCT, "SKU,Shelf,Name,Shelf,Bin,Bin\nA,1,Cup,2,,\n")
    assert [(row["sku"], row["name"]) for row in rows] == [("A", "Cup")]
    assert told.dropped == told.unread == ("Shelf", "Bin")
    assert told.notes == (
        'The column "Shelf" stands there twice: left out',
        'The column "Bin" stands there twice: left out',
    )


def test_a_doubled_column_that_is_wanted_is_refused_unless_it_is_mapped_to_nothing(tmp_path: Path) -> None:
    text = "SKU,Title,Name,Title\nA,x,Cup,y\n"
    with pytest.raises(FindingsError, match=r"Title") as caught:
        rows_made(tmp_path, PRODUCT, text)
    [finding] = caught.value.findings
    assert (finding.row, finding.column) == (1, "Title")
    assert "--map 'Title='" in finding.way_out
    rows, told = rows_made(tmp_path, PRODUCT, text, {"Title": ""})
    assert (rows[0]["name"], told.dropped) == ("Cup", ("Title",))


def test_columns_of_parquet_that_no_text_can_hold_are_left_out_and_said(tmp_path: Path) -> None:
    others = {
        "parts": [["a"]],
        "maker": [{"a": 1}],
        "bytes": [b"a"],
        "shelf life": [timedelta(1)],
        "opens": [time(1)],
    }
    frame = pl.DataFrame({"sku": ["A"], "name": ["Cup"], **others})
    frame.write_parquet(tmp_path / "a.parquet")
    told = imported(tmp_path, {}, files=["a.parquet"]).files[0]
    assert told.dropped == tuple(others)
    assert told.notes == tuple(
        f'The column "{name}" holds neither text, number, boolean nor date: left out' for name in others
    )


def test_a_column_of_parquet_that_is_wanted_is_refused_with_the_way_to_leave_it_out(tmp_path: Path) -> None:
    pl.DataFrame({"sku": ["A"], "name": ["Cup"], "tags": [["a"]]}).write_parquet(tmp_path / "a.parquet")
    with pytest.raises(FindingsError, match="tags") as caught:
        imported(tmp_path, {}, files=["a.parquet"])
    assert "--map 'tags='" in caught.value.findings[0].way_out
    assert imported(tmp_path, {}, {"tags": ""}, files=["a.parquet"]).files[0].dropped == ("tags",)


def test_countries_in_three_letters_and_by_their_english_names_become_two_letters(tmp_path: Path) -> None:
    said = ["NZL", " che", "Fiji", "gbr", "USA", "XX", "Northern Ireland", "Côte d'Ivoire"]
    text = "email,country\n" + "".join(f"a{number}@example.com,{word}\n" for number, word in enumerate(said))
    rows, told = rows_made(tmp_path, CUSTOMER, text)
    made = [row["physical_country_id"] for row in rows]
    assert made == ["NZ", "CH", "FJ", "GB", "US", "XX", "GB", "CI"]
    assert "physical_country_id: 7 cells read as two-letter countries" in told.notes
