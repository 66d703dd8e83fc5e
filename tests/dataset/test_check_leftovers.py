"""What programs and spreadsheets leave in cells: named by kind, in every column that it harms, with a text that cures it."""

from pathlib import Path

import pytest

from pipeline.dataset import check_dataset, read_dataset
from tests.support.datasets import csv_of, folder_of, places, report_of

C = "first_name,last_name,email"
P = "sku,name"
RESTORE = "Restore what stood there; in a spreadsheet, import the column as text."


def cell(
    folder: Path, kind: str, column: str, text: str, **beside: str
) -> tuple[str, str, str | None] | None:
    """Return rule, way out and cure of the only finding about a cell; None for none."""
    row = {"customers": {"first_name": "A", "last_name": "B", "email": "a@x.test"}}.get(
        kind, {"sku": "A", "name": "B"}
    )
    row |= {column: text} | beside
    report = check_dataset(read_dataset(folder_of(folder, **{kind: csv_of([row])})))
    if not report.findings:
        return None
    [found] = report.findings
    assert (found.row, found.column) == (2, column)
    return found.rule, found.way_out, found.cure


@pytest.mark.parametrize(
    ("kind", "column", "text", "cure"),
    [
        ("products", "sku", "'00123", "00123"),
        ("products", "sku", '="00123"', "00123"),
        ("products", "supplier_code", "'A-1", "A-1"),
        ("products", "barcode", "'4006381333931", "4006381333931"),
        ("products", "price_including_tax", "'29.95", "29.95"),
        ("products", "inventory", '="12"', "12"),
        ("products", "name", "'007", "007"),
        ("customers", "phone", "'+15555550101", "+15555550101"),
        ("customers", "physical_postcode", "'02139", "02139"),
        ("customers", "customer_code", '="LOY-7"', "LOY-7"),
        ("customers", "email", "'a@x.test", "a@x.test"),
        ("customers", "first_name", ' "Lee"', "Lee"),
        ("customers", "last_name", "'Bo'", "Bo"),
        ("customers", "company_name", "“Cy”", "Cy"),
        ("customers", "physical_city", "«Di»", "Di"),
        ("products", "brand_name", "„Eb“", "Eb"),
        ("customers", "phone", "nan", ""),
        ("customers", "phone", "N/A", ""),
        ("customers", "mobile", "none", ""),
        ("customers", "physical_postcode", "NULL", ""),
        ("customers", "company_name", "None", ""),
        ("customers", "company_name", "\\N", ""),
        ("customers", "customer_group", "N/A", ""),
        ("customers", "note", "NULL", ""),
        ("products", "brand_name", "null", ""),
        ("products", "price_including_tax", "NULL", ""),
        ("products", "is_active", "nan", ""),
        ("products", "name", "Salt &amp; Pepper", "Salt and Pepper"),
        ("products", "name", "Rhythm &amp Blues", "Rhythm and Blues"),
        ("products", "name", "Caf&eacute", "Café"),
        ("products", "name", "Mum&#39;s Mug", "Mum's Mug"),
        ("products", "name", "Caf&eacute; &amp;amp; Bar", "Café and Bar"),
        ("products", "product_category", "Home &gt; Cups", "Home > Cups"),
        ("customers", "company_name", "Tern &amp; Thistle", "Tern & Thistle"),
        ("customers", "note", "5 &lt; 6", "5 < 6"),
        ("products", "sku", "AB\u200b-1", "AB-1"),
        ("products", "sku", "\ufeffAB-1", "AB-1"),
        ("products", "handle", "tern\u00ad-shirt", "tern-shirt"),
        ("customers", "first_name", "Mary\u00a0Jane", "Mary Jane"),
        ("customers", "phone", "\u202a+1-555-867-5309\u202c", "+1-555-867-5309"),
        ("customers", "email", "a@x.test\u200e", "a@x.test"),
        ("customers", "last_name", "B\u2060\u200d", "B"),
        ("customers", "first_name", "Mary\nJane", "Mary Jane"),
    ],
)
def test_what_a_program_left_is_named_with_the_text_without_it(
    tmp_path: Path, kind: str, column: str, text: str, cure: str
) -> None:
    found = cell(tmp_path, kind, column, text)
    assert found is not None
    assert found[2] == cure
    assert cell(tmp_path, kind, column, cure) is None


@pytest.mark.parametrize(
    ("kind", "column", "text"),
    [
        ("customers", "last_name", "'t Hooft"),
        ("customers", "last_name", "O'Brien"),
        ("customers", "last_name", "Null"),
        ("customers", "first_name", "Nan"),
        ("customers", "physical_state", "NA"),
        ("customers", "note", 'She said "hello"'),
        ("customers", "note", "None"),
        ("products", "name", "'90s Shirt"),
        ("products", "name", '"Best Of" Collection'),
        ("products", "name", 'TV 42"'),
        ("products", "name", "A&B".replace("&", "+")),
        ("customers", "company_name", "Tern & Thistle; Sons"),
        ("customers", "website", "https://example.com/?a=1&copy=2"),
        ("products", "description", "<p>Salt &amp; Pepper</p>"),
        ("customers", "company_name", "Q&notes R&DEPT x=1&copy=2"),
        ("products", "description", "10\u00a0000 pieces, soft\u00adly"),
        ("customers", "first_name", "می\u200cخواهم"),
        ("customers", "first_name", "क्\u200dष"),
        ("products", "name", "Rocket 👩\u200d🚀"),
        ("products", "name", "Flag 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"),
        ("customers", "last_name", "山田\u3000太郎"),
    ],
)
def test_what_a_person_wrote_stays(tmp_path: Path, kind: str, column: str, text: str) -> None:
    assert cell(tmp_path, kind, column, text) is None


@pytest.mark.parametrize(
    "text",
    [
        *(
            "#REF!",
            "#NULL!",
            "#DIV/0!",
            "#VALUE!",
            "#NAME?",
            "#NUM!",
            "#N/A",
            "#GETTING_DATA",
            "#SPILL!",
            "#CALC!",
        ),
        *("#FIELD!", "#BLOCKED!", "#UNKNOWN!", "#CONNECT!", "#BUSY!", "#PYTHON!", "#ERROR!", "########"),
        *(
            "#BEZUG!",
            "#WERT!",
            "#NV",
            "#ZAHL!",
            "#ÜBERLAUF!",
            "#VALEUR!",
            "#NOM?",
            "#NOMBRE!",
            "#PROPAGATION!",
        ),
        *(
            "#¡REF!",
            "#¿NOMBRE?",
            "#¡DIV/0!",
            "#N/D",
            "#DESBORDAMIENTO!",
            "#RIF!",
            "#VALORE!",
            "#NÚM!",
            "#VERW!",
        ),
        *(
            "#DEEL/0!",
            "#N/B",
            "#SAKNAS!",
            "#VÄRDEFEL!",
            "#I/T",
            "#PUUTTUU!",
            "#ARG!",
            "#DZIEL/0!",
            "#HIÁNYZIK",
        ),
        *("#ССЫЛКА!", "#ДЕЛ/0!", "#Н/Д", "#SAYI/0!", "#YOK", "#BAŞV!", "#ODKAZ!", "#HODNOTA!", "#ÉRTÉK!"),
        *(
            "Err:502",
            "Err:508",
            "Fehler:502",
            "Erreur :504",
            "Ошибка:502",
            "エラー:502",
            "Loading...",
            "Wird geladen...",
        ),
    ],
)
def test_every_spreadsheets_errors_are_known(tmp_path: Path, text: str) -> None:
    for column in ("company_name", "phone"):
        found = cell(tmp_path, "customers", column, text)
        assert found is not None, text
        assert (text in found[0], found[1], found[2]) == (True, RESTORE, None)


@pytest.mark.parametrize("text", ["#1", "#tag", "#", "Room:502", "Tern!", "Loading dock", "Err: see note"])
def test_what_only_looks_like_an_error_passes(tmp_path: Path, text: str) -> None:
    assert cell(tmp_path, "customers", "company_name", text) is None


@pytest.mark.campaign
@pytest.mark.parametrize(
    ("kind", "column", "text", "cure"),
    [
        ("customers", "gender", "Female", "F"),
        ("customers", "gender", "m", "M"),
        ("customers", "gender", "weiblich", "F"),
        ("customers", "gender", "divers", None),
        ("customers", "date_of_birth", "31/12/1990", "1990-12-31"),
        ("customers", "date_of_birth", "12/31/1990", "1990-12-31"),
        ("customers", "date_of_birth", "5/5/1990", "1990-05-05"),
        ("customers", "date_of_birth", "5.4.1990", "1990-04-05"),
        ("customers", "date_of_birth", "1990/4/5", "1990-04-05"),
        ("customers", "date_of_birth", "April 5th, 1990", "1990-04-05"),
        ("customers", "date_of_birth", "5 Sept 1990", "1990-09-05"),
        ("customers", "date_of_birth", "1990-04-05T00:00:00Z", "1990-04-05"),
        ("customers", "date_of_birth", "05/04/1990", None),
        ("customers", "date_of_birth", "5 Febtober 1990", None),
        ("customers", "date_of_birth", "05/04/90", None),
        ("customers", "date_of_birth", "1990-02-30", None),
        ("products", "weight_unit", "kg", "KG"),
        ("products", "weight_unit", "grams", "G"),
        ("products", "weight_unit", "ml", None),
        ("products", "dimensions_unit", "inches", "IN"),
        ("products", "source", "user", "USER"),
        ("products", "source", "WOOCOMMERCE", None),
    ],
)
def test_documented_forms_are_checked(
    tmp_path: Path, kind: str, column: str, text: str, cure: str | None
) -> None:
    found = cell(tmp_path, kind, column, text)
    assert found is not None
    assert found[2] == cure
    if cure:
        assert cell(tmp_path, kind, column, cure) is None


@pytest.mark.campaign
@pytest.mark.parametrize(
    ("column", "text", "country", "cure"),
    [
        ("physical_postcode", "2,139", "US", "02139"),
        ("physical_postcode", "2139.0", "US", "02139"),
        ("physical_postcode", "501", "US", "00501"),
        ("physical_postcode", "5", "US", None),
        ("physical_postcode", "94107.5", "US", None),
        ("physical_postcode", "94107.0", "US", "94107"),
        ("physical_postcode", "3,000", "AU", "3000"),
        ("physical_postcode", "800", "AU", "0800"),
        ("physical_postcode", "10.115", "DE", "10115"),
        ("physical_postcode", "1067", "DE", "01067"),
        ("physical_postcode", "100", "FI", "00100"),
        ("physical_postcode", "2,139", "", None),
        ("phone", "15,555,550,101", "US", "+1-555-555-0101"),
        ("phone", "15,555,550,101", "AU", "+1-555-555-0101"),
        ("phone", "5,555,550,101", "US", None),
        ("phone", "5551234567.5", "US", None),
        ("phone", "49.151.234.567", "DE", None),
        ("customer_code", "1,234", "US", "1234"),
        ("customer_code", "12-Oct", "US", None),
    ],
)
def test_numbers_of_spreadsheets_are_named_in_every_column_of_codes(
    tmp_path: Path, column: str, text: str, country: str, cure: str | None
) -> None:
    found = cell(tmp_path, "customers", column, text, physical_country_id=country)
    assert found is not None
    assert found[2] == cure
    if cure:
        assert cell(tmp_path, "customers", column, cure, physical_country_id=country) is None


@pytest.mark.parametrize(
    ("column", "text", "said", "way_out"),
    [
        (
            "weight",
            "500 g",
            "A unit stands beside",
            "Move the unit into weight_unit, as G; the number, 500, stays",
        ),
        ("length", "4 in", "A unit stands beside", "as IN"),
        ("weight", "500 ml", "A unit stands beside", "in one of CT, G, OZ, LB, KG"),
        ("weight", "-1.5", "less than zero", "zero or more"),
        ("length", "-2", "less than zero", "zero or more"),
        ("price_including_tax", "1000000000000", "more than twelve digits", "such as 29.95"),
        ("price_including_tax", "1000000000000.00", "more than twelve digits", "such as 29.95"),
        ("price_including_tax", "(12.50)", "zero or more", "such as 29.95"),
        ("price_including_tax", "12.50-", "zero or more", "such as 29.95"),
        ("price_including_tax", "\u221212.50", "zero or more", "such as 29.95"),
        ("price_including_tax", "12.50%", "zero or more", "such as 29.95"),
        ("price_including_tax", "1.5k", "zero or more", "such as 29.95"),
        ("name", "Gift Card $50", "#, $ or &", "or another name"),
    ],
)
def test_no_advice_drops_a_sign_or_changes_nothing(
    tmp_path: Path, column: str, text: str, said: str, way_out: str
) -> None:
    found = cell(tmp_path, "products", column, text)
    assert found is not None
    assert said in found[0]
    assert way_out in found[1]


def test_a_unit_beside_one_that_is_said_is_not_moved(tmp_path: Path) -> None:
    found = cell(tmp_path, "products", "weight", "500 g", weight_unit="KG")
    assert found is not None
    assert "in the unit that weight_unit names" in found[1]


def test_every_number_with_decimals_is_named_where_all_of_a_column_have_them(tmp_path: Path) -> None:
    all_decimal = "sku,name\n1.0,A\n9.0,B\n10.0,C\n"
    assert places(report_of(tmp_path, products=all_decimal)) == [(2, "sku"), (3, "sku"), (4, "sku")]
    assert places(report_of(tmp_path, products=all_decimal + "X1,D\n")) == [(4, "sku")]
    assert places(report_of(tmp_path, products="sku,name,supplier_code\nA,A,1.0\nB,B,\n")) == [
        (2, "supplier_code")
    ]


@pytest.mark.parametrize("email", [".ann@x.test", "ann.@x.test", "a..b@x.test"])
def test_dots_at_the_ends_of_an_address_are_named(tmp_path: Path, email: str) -> None:
    found = cell(tmp_path, "customers", "email", email)
    assert found is not None
    assert "no e-mail address" in found[0]


def test_a_loyalty_code_stands_once(tmp_path: Path) -> None:
    report = report_of(
        tmp_path, customers=f"{C},customer_code\nA,B,a@x.test,LOY-7\nA,B,b@x.test,loy-7\nA,B,c@x.test,\n"
    )
    assert [(each.row, each.column, "row 2" in each.rule) for each in report.findings] == [
        (3, "customer_code", True)
    ]


def test_keys_are_compared_without_what_nobody_sees(tmp_path: Path) -> None:
    report = report_of(tmp_path, products=f"{P}\nAB-1,A\nAB\u200b-1,B\nAB-1\u200f,C\nAB\u00ad-1,D\n'AB-1,E\n")
    twice = [each.row for each in report.findings if "The same SKU stands in row 2" in each.rule]
    assert twice == [3, 4, 5, 6]
    assert [each.value for each in report.findings if each.row == 6] == ["'AB-1", "'AB-1"]


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("JosÃ©", "José"),
        ("Jos√©", "José"),
        ("Jos├⌐", "José"),
        ("MГјller", "Müller"),
        ("Ð\u0098Ð²Ð°Ð½Ð¾Ð²", "Иванов"),
        ("–ò–≤–∞–Ω", "Иван"),
        ("╨Ш╨▓╨░╨╜", "Иван"),
        ("袠胁邪薪", "Иван"),
        ("Î•Î»Î»Î¬Î´Î±", "Ελλάδα"),
        ("ÎœÎ±Ï\u0081Î¯Î±", "Μαρία"),
        ("æ\u009d±äº¬", "東京"),
        ("鏉变含", "東京"),
        ("ê¹€ì² ìˆ˜".replace(" ", "\u00a0"), "김철수"),
        ("×©×¨×”", "שרה"),
        ("Zoë JosÃ©", "Zoë José"),
        ("itâ€™s", "it’s"),
    ],
)
def test_garbled_letters_of_every_script_are_read_back(tmp_path: Path, text: str, cure: str) -> None:
    found = cell(tmp_path, "customers", "company_name", text)
    assert found is not None
    assert ("garbled" in found[0], found[2]) == (True, cure)


@pytest.mark.parametrize(
    "text",
    [
        "Zoë",
        "voilà »",
        "Рівне",
        "„BÄ“ GmbH",
        "LÉŽE",
        "東京都",
        "株式会社",
        "“École",
        "bien…étale",
        "Café™",
        "Łódź",
        "ΆΛΦΑ",
        "김",
    ],
)
def test_letters_that_are_right_are_not_taken_for_garbled_ones(tmp_path: Path, text: str) -> None:
    assert cell(tmp_path, "customers", "company_name", text) is None


def test_what_cures_an_imported_row_is_no_finding(tmp_path: Path) -> None:
    """The row was imported with its zero lost: what was imported is no authority for it."""
    header = f"{C},physical_postcode,physical_country_id"
    for postcode, found in (("2139", ["02139"]), ("02139", [])):
        report = report_of(tmp_path, customers=f"{header}\nA,B,a@x.test,{postcode},US\n")
        assert [each.cure for each in report.findings] == found
