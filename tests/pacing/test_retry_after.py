"""How long a 429 asks us to wait, and what rate headers say."""

import pytest

from pipeline.pacing.retry_after import WAIT_MAX_S, read_count, read_http_date, wait_from

DATE = "Sun, 06 Nov 1994 08:49:37 GMT"
LATER = "Sun, 06 Nov 1994 08:49:47 GMT"


@pytest.mark.parametrize(
    ("retry_after", "date", "wait_s"),
    [
        (LATER, DATE, 11.0),
        ("Sunday, 06-Nov-94 08:49:47 GMT", DATE, 11.0),
        ("Sun Nov  6 08:49:47 1994", DATE, 11.0),
        (LATER, "Sunday, 06-Nov-94 08:49:37 GMT", 11.0),
        ("10", None, 11.0),
        ("2.5", None, 3.5),
        (" 10 ", DATE, 11.0),
        (DATE, DATE, 1.0),
        (DATE, LATER, 1.0),
        ("0", None, 1.0),
        ("-7", None, 1.0),
        (LATER, None, 30.0),
        (LATER, "yesterday", 30.0),
        (None, DATE, 30.0),
        ("", DATE, 30.0),
        ("soon", DATE, 30.0),
        ("nan", DATE, 30.0),
        ("1e3", DATE, 30.0),
        ("٣", DATE, 30.0),
        ("Thu, 31 Feb 1994 08:49:37 GMT", DATE, 30.0),
        ("Sun, 06 Nov 2004 08:49:37 GMT", DATE, WAIT_MAX_S),
        ("899", None, 900.0),
        ("901", None, WAIT_MAX_S),
        ("9" * 60, None, WAIT_MAX_S),
        ("9" * 5000, None, 30.0),
    ],
)
def test_every_form_of_retry_after_gives_its_wait(
    retry_after: str | None, date: str | None, wait_s: float
) -> None:
    assert wait_from(retry_after, date, 1) == wait_s


def test_repeated_refusals_wait_longer_up_to_a_bound() -> None:
    assert [wait_from("0", None, attempt) for attempt in (0, 1, 2, 3, 9, 10**9)] == [1, 1, 2, 4, 256, 256]
    assert [wait_from(None, None, attempt) for attempt in (1, 2, 10, 11, 10**9)] == [30, 60, 300, 300, 300]


def test_two_digit_years_and_leap_seconds_are_read() -> None:
    assert read_http_date("Sunday, 06-Nov-94 08:49:37 GMT") == 784111777
    assert read_http_date("Monday, 06-Nov-69 08:49:37 GMT") == 3150953377
    assert read_http_date("Sat, 31 Dec 2016 23:59:60 GMT") == read_http_date("Sun, 01 Jan 2017 00:00:00 GMT")


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 06 Foo 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Nov 0000 08:49:37 GMT",
        DATE + "x",
        "Sun, 06 Nov 1994 08:49:37 +0100",  # HTTP's dates are GMT
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sunday, 06-Nov- 08:49:37 GMT",
        f"Sun, 06 Nov {'9' * 30} 08:49:37 GMT",
    ],
)
def test_dates_that_are_none_are_not_read(text: str) -> None:
    assert read_http_date(text) is None


def test_counts_are_plain_digits() -> None:
    read = [
        read_count(text) for text in ("350", " 0 ", None, "", "-1", "1.0", "٣٥", "350, 350", "9" * 10, "many")
    ]
    assert read == [350, 0, None, None, None, None, None, None, None, None]
