from datetime import date
from decimal import Decimal

import pytest

from assistant.actions.calculation.rates import NotRatesError, RatesFile, parse_rates

XML = b"""<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
<gesmes:subject>Reference rates</gesmes:subject>
<Cube><Cube time='2026-11-27'><Cube currency='USD' rate='1.0876'/><Cube currency='JPY' rate='164.2'/></Cube></Cube>
</gesmes:Envelope>"""


def test_the_rates_of_a_day_are_read():
    rates = parse_rates(XML)
    assert rates.day == date(2026, 11, 27)
    assert rates.per_euro == {"EUR": Decimal(1), "USD": Decimal("1.0876"), "JPY": Decimal("164.2")}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html>",
        b"<a/>",
        XML[:200],
        XML.replace(b"2026-11-27", b"yesterday"),
        XML.replace(b"1.0876", b"0").replace(b"164.2", b"-3"),
        b'<!DOCTYPE a [<!ENTITY b "c">]>' + XML[XML.index(b"<gesmes") :],
        XML + b" " * 200_000,
    ],
)
def test_anything_else_is_refused(data):
    with pytest.raises(NotRatesError):
        parse_rates(data)


def test_there_are_none_before_they_are_fetched(tmp_path):
    assert RatesFile(tmp_path / "rates.xml").read() is None


def test_a_damaged_file_counts_as_none(tmp_path):
    (tmp_path / "rates.xml").write_bytes(XML[:100])
    assert RatesFile(tmp_path / "rates.xml").read() is None
