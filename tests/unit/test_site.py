"""The site's own words: what an operator may write, and what is refused with its name."""

import pytest

from portal.errors import InvalidInputError
from portal.site import Site, read_site


def test_nothing_has_to_be_said() -> None:
    assert read_site({}, is_indexed=False) == Site(is_indexed=False)


def test_what_is_said_is_kept() -> None:
    site = read_site(
        {
            "PORTAL_INSTITUTION": "示例区民政局",
            "PORTAL_SITE_CODE": "5106030001",
            "PORTAL_PUBLIC_SECURITY": "川公网安备 51060302000001号",
            "PORTAL_HOST_SITE_URL": "https://www.example.gov.cn/section/",
            "PORTAL_CONTACT": "help@example.gov.cn",
            "PORTAL_SECURITY_CONTACT": "https://www.example.gov.cn/report",
        },
        is_indexed=True,
    )
    assert site.institution == "示例区民政局"
    assert site.police_number == "51060302000001"
    assert site.host_url == "https://www.example.gov.cn/section/"
    assert site.contact == "mailto:help@example.gov.cn"
    assert site.security_contact == "https://www.example.gov.cn/report"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PORTAL_SITE_CODE", "51060300"),
        ("PORTAL_SITE_CODE", "51060300ABC"),
        ("PORTAL_FOOTER", "<script>alert(1)</script>"),
        ("PORTAL_HEADER", "two\nlines"),
        ("PORTAL_INSTITUTION", "长" * 301),
        ("PORTAL_HOST_SITE_URL", "www.example.gov.cn"),
        ("PORTAL_HOST_SITE_URL", "http://www.example.gov.cn"),
        ("PORTAL_HOST_SITE_URL", "javascript:alert(1)"),
        ("PORTAL_CONTACT", "javascript:alert(1)"),
        ("PORTAL_CONTACT", "call us"),
        ("PORTAL_SECURITY_CONTACT", "http://www.example.gov.cn"),
    ],
)
def test_what_cannot_be_is_refused_under_its_name(name: str, text: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_site({name: text}, is_indexed=False)
    assert str(refused.value).startswith(name)
