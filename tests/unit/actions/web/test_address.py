import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.actions.web.address import AddressError, parse_address


@pytest.mark.parametrize(
    ("text", "url", "host"),
    [
        ("wikipedia.org", "https://wikipedia.org/", "wikipedia.org"),
        ("HTTP://Example.COM/a b".replace(" ", "%20"), "http://example.com/a%20b", "example.com"),
        ("github.com/python/cpython", "https://github.com/python/cpython", "github.com"),
        ("https://example.com/?q=owls&n=1#top", "https://example.com/?q=owls&n=1#top", "example.com"),
        ("localhost:8000", "http://localhost:8000/", "localhost:8000"),
        ("192.168.0.1", "https://192.168.0.1/", "192.168.0.1"),
        ("example.com:8443/x", "https://example.com:8443/x", "example.com:8443"),
        ("bücher.example", "https://xn--bcher-kva.example/", "bücher.example (xn--bcher-kva.example)"),
        ("example.com/ü", "https://example.com/%C3%BC", "example.com"),
        ("example.com/$(reboot)`x`'\"", "https://example.com/%24%28reboot%29%60x%60%27%22", "example.com"),
        ("ｗｉｋｉｐｅｄｉａ．ｏｒｇ", "https://wikipedia.org/", "wikipedia.org"),
    ],
)
def test_an_address_is_plain_and_names_its_host(text, url, host):
    address = parse_address(text)
    assert (address.url, address.host) == (url, host)


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("", "no-address"),
        ("owls", "no-address"),
        ("two words.com", "no-address"),
        ("a..b.com", "no-address"),
        ("-a.com", "no-address"),
        ("1.2.3", "no-address"),
        ("https://", "no-address"),
        ("example.com:99999", "no-address"),
        ("http://[::1", "no-address"),
        ("exa\u202emple.com", "no-address"),
        ("x" * 3000 + ".com", "no-address"),
        ("javascript:alert(1)", "other-scheme"),
        ("file:///etc/passwd", "other-scheme"),
        ("data:text/html,x", "other-scheme"),
        ("vbscript:x", "other-scheme"),
        ("about:blank", "other-scheme"),
        ("https://bank.example@evil.example", "disguised"),
        ("https://bank.example:pw@evil.example", "disguised"),
        ("https://evil.example\\@bank.example", "disguised"),
        ("pаypal.com", "disguised"),
        ("аpple.com", "disguised"),
    ],
)
def test_what_is_no_address_or_hides_where_it_leads_is_refused(text, trouble):
    with pytest.raises(AddressError) as caught:
        parse_address(text)
    assert caught.value.trouble == trouble


def test_a_host_in_another_alphabet_is_shown_as_what_it_is():
    assert "xn--" in parse_address("аррӏе.com").host


@given(st.text(max_size=60))
def test_what_is_opened_is_an_argument_that_is_one_plain_address(text):
    try:
        url = parse_address(text).url
    except AddressError:
        return
    assert url.startswith(("http://", "https://"))
    assert url.isascii()
    assert not any(character in url for character in " \"'`$()<>|;&\\*\n" if character != "&")
