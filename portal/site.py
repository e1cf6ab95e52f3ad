"""Whose site this is: what law and custom want written at the foot of a government's page."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict

from portal.addresses import web_address
from portal.errors import InvalidInputError

LONGEST: Final = 300
_CODE: Final = re.compile(r"[0-9a-z]{10}")
_NOT_A_LINE: Final = re.compile(r"[\x00-\x1f\x7f<>]")


class Site(BaseModel):
    """The institution behind an installation, and the marks of its site.

    A county's portal takes such a register in as a section (国办发〔2017〕47号): the section names
    the portal it belongs to and carries its filing numbers.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    institution: str = ""
    """主办单位; cited as the source of what nobody else is named for"""
    host_name: str = ""
    """The portal that this is a section of"""
    host_url: str = ""
    code: str = ""
    """网站标识码, ten characters"""
    icp: str = ""
    """ICP备案号"""
    police: str = ""
    """公安备案号"""
    header: str = ""
    footer: str = ""
    contact: str = ""
    """Where readers write to: mailto:, tel: or https:"""
    security_contact: str = ""
    """Where weaknesses are reported to (RFC 9116)"""
    is_indexed: bool = True
    """Whether search engines may list the pages"""

    @property
    def police_number(self) -> str:
        """The digits of the public-security filing, by which it is looked up."""
        return "".join(each for each in self.police if each.isascii() and each.isdigit())


def read_site(given: Mapping[str, str], *, is_indexed: bool) -> Site:
    """The site as the environment names it; InvalidInputError names the variable that is wrong."""
    return Site(
        institution=_line(given, "PORTAL_INSTITUTION"),
        host_name=_line(given, "PORTAL_HOST_SITE"),
        host_url=_address(given, "PORTAL_HOST_SITE_URL"),
        code=_code(given),
        icp=_line(given, "PORTAL_ICP"),
        police=_line(given, "PORTAL_PUBLIC_SECURITY"),
        header=_line(given, "PORTAL_HEADER"),
        footer=_line(given, "PORTAL_FOOTER"),
        contact=_contact(given, "PORTAL_CONTACT"),
        security_contact=_contact(given, "PORTAL_SECURITY_CONTACT"),
        is_indexed=is_indexed,
    )


def _line(given: Mapping[str, str], name: str) -> str:
    text = given.get(name, "")
    if len(text) > LONGEST or _NOT_A_LINE.search(text):
        raise InvalidInputError(
            f"{name} must be one line of at most {LONGEST} characters without < and >."
        )
    return text


def _address(given: Mapping[str, str], name: str) -> str:
    return web_address(name, given[name]).geturl() if name in given else ""


def _code(given: Mapping[str, str]) -> str:
    name = "PORTAL_SITE_CODE"
    text = given.get(name, "")
    if text and not _CODE.fullmatch(text):
        raise InvalidInputError(
            f"{name} is {text[:40]!r}; a site identification code has 10 digits or small letters."
        )
    return text


def _contact(given: Mapping[str, str], name: str) -> str:
    """An address that a reader can use; a bare mail address is taken as one."""
    text = _line(given, name)
    if not text:
        return ""
    if "@" in text and ":" not in text:
        text = f"mailto:{text}"
    scheme = urlsplit(text).scheme
    if scheme not in {"mailto", "tel", "https"} or " " in text:
        raise InvalidInputError(
            f"{name} is {text[:80]!r}; it must be a mail address, tel: or https://."
        )
    return text
