"""Under which terms others may use the public data: the operator's decision, told with every file.

China has no national licence for open government data: 政府信息公开条例 obliges to publish and
names no terms of use, and portals of provinces and cities write their own. Documents of an
administrative nature are outside copyright (著作权法 Art. 5), while a collection made here need not
be. So the portal guesses nothing: without a decision of the operator a production portal says that
none is stated.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict

from portal.errors import InvalidInputError

LICENCE: Final = "PORTAL_DATA_LICENSE"
ADDRESS: Final = "PORTAL_DATA_LICENSE_URL"
LONGEST_TITLE: Final = 120
OF_THE_DEMONSTRATION: Final = "CC-BY-4.0"


class DataLicence(BaseModel):
    """One set of terms: how programs call it, how readers do, and where it can be read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str | None
    """The identifier of the Open Definition; None for terms of a place's own"""
    title: Mapping[str, str]
    url: str


_KNOWN: Final = {
    each.code: each
    for each in (
        DataLicence(
            code="CC-BY-4.0",
            title={
                "zh": "知识共享 署名 4.0 国际（CC BY 4.0）",
                "en": "Creative Commons Attribution 4.0 International (CC BY 4.0)",
            },
            url="https://creativecommons.org/licenses/by/4.0/",
        ),
        DataLicence(
            code="CC-BY-SA-4.0",
            title={
                "zh": "知识共享 署名-相同方式共享 4.0 国际（CC BY-SA 4.0）",
                "en": "Creative Commons Attribution-ShareAlike 4.0 International (CC BY-SA 4.0)",
            },
            url="https://creativecommons.org/licenses/by-sa/4.0/",
        ),
        DataLicence(
            code="CC0-1.0",
            title={
                "zh": "知识共享 公共领域贡献 1.0（CC0 1.0）",
                "en": "Creative Commons Zero 1.0 Universal (CC0 1.0)",
            },
            url="https://creativecommons.org/publicdomain/zero/1.0/",
        ),
    )
}


def read_licence(given: Mapping[str, str], *, is_demo: bool) -> DataLicence | None:
    """The licence an operator names: a known code, or a title and the address of its text.

    None where nothing is named; the demonstration alone has one of its own, because its invented
    rows are ours to license.
    """
    named = given.get(LICENCE, OF_THE_DEMONSTRATION if is_demo else "")
    if not named:
        if ADDRESS in given:
            raise InvalidInputError(f"{ADDRESS} is set, but {LICENCE}, the title, is not.")
        return None
    if named in _KNOWN:
        if ADDRESS in given:
            raise InvalidInputError(f"{ADDRESS} is set, but the address of {named} is known.")
        return _KNOWN[named]
    if len(named) > LONGEST_TITLE or not named.isprintable():
        raise InvalidInputError(f"{LICENCE} has to be a title of at most {LONGEST_TITLE} signs.")
    if ADDRESS not in given:
        raise InvalidInputError(
            f"{LICENCE} is {named!r}; it must be one of {', '.join(map(str, _KNOWN))}, or a title "
            f"whose text {ADDRESS} leads to."
        )
    return DataLicence(code=None, title={"zh": named, "en": named}, url=_address(given[ADDRESS]))


def _address(text: str) -> str:
    """An address that readers can open; terms are often found at sites without https."""
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"https", "http"} or not parts.hostname or "@" in parts.netloc:
        raise InvalidInputError(f"{ADDRESS} is not the address of a page (https://…).")
    return text
