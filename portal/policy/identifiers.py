"""The unified social credit code (统一社会信用代码) of an organisation, checked in full."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from portal.errors import InvalidInputError

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015: no I, O, Z, S, V, which are easily misread."""

LENGTH = 18
INVENTED = "DEM0"
"""Begins the organisation part of an invented code, so that none is mistaken for real."""

AUTHORITIES = {
    "1": "机构编制",
    "2": "外交",
    "3": "司法行政",
    "4": "文化",
    "5": "民政",
    "6": "旅游",
    "7": "宗教",
    "8": "工会",
    "9": "市场监管",
    "A": "军队",
    "G": "公安",
    "J": "住房城乡建设",
    "N": "农业农村",
    "Q": "侨联",
    "Y": "其他",
}
"""Position 1, who registers: GB 32100-2015, and G, J, Q, which public registers use since."""

KINDS = {
    "11": "机关",
    "12": "事业单位",
    "13": "群众团体",
    "19": "其他",
    "21": "外国常驻新闻机构",
    "29": "其他",
    "31": "律师执业机构",
    "32": "公证处",
    "33": "基层法律服务所",
    "34": "司法鉴定机构",
    "35": "仲裁委员会",
    "36": "商事调解组织",
    "39": "其他",
    "41": "外国在华文化中心",
    "49": "其他",
    "51": "社会团体",
    "52": "民办非企业单位",
    "53": "基金会",
    "54": "村民委员会",
    "55": "居民委员会",
    "59": "其他",
    "61": "外国旅游部门常驻代表机构",
    "62": "港澳台地区旅游部门常驻内地（大陆）代表机构",
    "69": "其他",
    "71": "宗教活动场所",
    "72": "宗教院校",
    "79": "其他",
    "81": "基层工会",
    "82": "非法人工会组织",
    "89": "其他",
    "91": "企业",
    "92": "个体工商户",
    "93": "农民专业合作社",
    "99": "其他",
    "A1": "军队事业单位",
    "A9": "其他",
    "G1": "境外非政府组织代表机构",
    "G9": "其他",
    "J1": "业主大会",
    "J9": "其他",
    "N1": "组级集体经济组织",
    "N2": "村级集体经济组织",
    "N3": "乡镇级集体经济组织",
    "N9": "其他",
    "Q1": "区县级侨联组织",
    "Q2": "乡镇级侨联组织",
    "Q3": "村级侨联组织",
    "Q9": "其他",
    "Y1": "其他",
}
"""Positions 1 and 2, what is registered: as above, with 36, 54, 55, 82 and 99 added since."""

_REGION = slice(2, 8)
_ORGANISATION = slice(8, 17)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


@dataclass(frozen=True, slots=True)
class SocialCreditCode:
    """A code whose form and both check characters are right; that does not prove it was issued."""

    code: str
    authority: str
    kind: str
    region: str
    organisation_code: str
    warnings: tuple[str, ...] = ()


def parse_uscc(text: str, is_known_region: Callable[[str], bool] | None = None) -> SocialCreditCode:
    """Return the parts of a code, or raise InvalidInputError naming the position that is wrong.

    A region that ``is_known_region`` does not know only warns: national bodies (100000) and
    abolished divisions stay in the codes that were issued under them.
    """
    code = normalise_uscc(text)
    _check_characters(code)
    _check_kind(code)
    _check_region(code)
    _expect(
        code, 17, organisation_check(code[8:16]), {"zh": "组织机构代码", "en": "organisation code"}
    )
    _expect(code, 18, final_check(code[:17]), {"zh": "全部代码", "en": "whole code"})
    region = code[_REGION]
    unknown = is_known_region is not None and not is_known_region(region)
    return SocialCreditCode(
        code,
        authority=AUTHORITIES[code[0]],
        kind=KINDS[code[:2]],
        region=region,
        organisation_code=code[_ORGANISATION],
        warnings=(f"region {region} is in no list of divisions",) if unknown else (),
    )


def normalise_uscc(text: str) -> str:
    """Return the code as it is stored: half-width capitals without spaces."""
    half_width = "".join(text.split()).translate(_FULL_WIDTH)
    return half_width.upper() if half_width.isascii() else half_width


def make_uscc(kind: str, region: str, serial: str) -> str:
    """Return a valid code for an invented organisation, with a ``serial`` of four characters."""
    body = INVENTED + serial
    code = kind + region + body + organisation_check(body)
    return parse_uscc(code + final_check(code)).code


def organisation_check(body: str) -> str:
    """Return the check character of an 8-character organisation code (GB 11714, modulus 11).

    Letters count 10 to 35 and the modulus is 11, so a letter or digit mistaken for one that is
    11 or 22 away goes unseen here; the last character of the whole code sees it.
    """
    values = (int(character, 36) for character in body)
    rest = sum(weight * value for weight, value in zip(_ORGANISATION_WEIGHTS, values, strict=True))
    return "0123456789X"[-rest % 11]


def final_check(body: str) -> str:
    """Return the last character for the 17 before it (GB 32100-2015, weights 3ⁱ modulo 31).

    31 is prime, every weight is different and none is 0: any one wrong character and any two
    exchanged ones among the 17 are found.
    """
    rest = sum(pow(3, place, 31) * ALPHABET.index(char) for place, char in enumerate(body))
    return ALPHABET[-rest % 31]


def _check_characters(code: str) -> None:
    if len(code) != LENGTH:
        raise InvalidInputError(
            "a social credit code has {expected} characters, this one {given}",
            expected=LENGTH,
            given=len(code),
        )
    for position, character in enumerate(code, start=1):
        if character not in ALPHABET:
            raise InvalidInputError(
                "position {position} is {character}; a social credit code uses digits and "
                "capital letters without I, O, S, V, Z",
                position=position,
                character=ascii(character),
            )


def _check_kind(code: str) -> None:
    if code[0] not in AUTHORITIES:
        raise InvalidInputError(
            "position 1 is {character}, which stands for no registering authority",
            character=code[0],
        )
    if code[:2] not in KINDS:
        raise InvalidInputError(
            "position 2 is {character}, but authority {authority} registers no such kind",
            character=code[1],
            authority=code[0],
        )


def _check_region(code: str) -> None:
    for position, character in enumerate(code[_REGION], start=3):
        if not character.isdigit():
            raise InvalidInputError(
                "position {position} is {character}; positions 3 to 8 are the digits of a region",
                position=position,
                character=character,
            )


def _expect(code: str, position: int, expected: str, what: Mapping[str, str]) -> None:
    if (given := code[position - 1]) != expected:
        raise InvalidInputError(
            "position {position} is {given}, but the check character of the {what} is {expected}",
            position=position,
            given=given,
            what=what,
            expected=expected,
        )
