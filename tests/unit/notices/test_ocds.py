import io
import json
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from portal.notices.parse import json_stream
from portal.notices.parse.files import parse_file
from portal.notices.parse.json_stream import MAX_DEPTH
from portal.notices.parse.model import Organisation, ParsedNotice, Reject
from portal.notices.parse.ocds import parse_ocds
from portal.notices.types import NoticeType, ProcurementMethod

REAL = Path(__file__).parents[2] / "fixtures" / "ocds"
RELEASE: dict[str, object] = {
    "ocid": "ocds-abc123-1",
    "id": "r1",
    "date": "2026-03-01T09:00:00+08:00",
    "tag": ["tender"],
    "tender": {"id": "P-1", "title": "社会救助服务"},
}


def read(value: object) -> list[ParsedNotice | Reject]:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return list(parse_ocds(io.BytesIO(data), file="o.json"))


def notice(value: object) -> ParsedNotice:
    (found,) = read(value)
    assert isinstance(found, ParsedNotice), found
    return found


def reject(value: object) -> Reject:
    (found,) = read(value)
    assert isinstance(found, Reject), found
    return found


def release(**changes: object) -> dict[str, object]:
    return RELEASE | changes


def tender(**fields: object) -> ParsedNotice:
    return notice(release(tender={"title": "x"} | fields))


def real(name: str) -> ParsedNotice:
    (found,) = parse_file(REAL / name)
    assert isinstance(found, ParsedNotice), found
    return found


# Real files


def test_every_real_file_is_read_but_the_empty_one_and_the_one_of_mere_links() -> None:
    outcomes: Counter[str] = Counter()
    reasons = []
    for path in sorted(REAL.glob("*.json")):
        for found in parse_file(path):
            outcomes[type(found).__name__] += 1
            if isinstance(found, Reject):
                reasons.append((path.name, found.key, found.reason))
    assert outcomes == {"ParsedNotice": 20, "Reject": 2}
    assert reasons == [
        ("paraguay-record-283826-empty.json", None, "the file is empty"),
        (
            "paraguay-record-284437-links-only.json",
            "ocds-03ad3f-284437",
            "only links to releases and has no compiledRelease",
        ),
    ]


def test_a_colombian_release_alone_and_in_its_record_is_the_same_notice() -> None:
    alone = real("colombia-release-5282714.json")
    recorded = real("colombia-record-5282714.json")
    assert alone.key == recorded.key
    assert alone.content_hash == recorded.content_hash
    assert alone.key.publisher == "Colombia Compra"
    assert (alone.key.ocid, alone.key.item) == (
        "ocds-k50g02-16-13-5282714",
        "58125c22d3ff2f009b53ed98",
    )


def test_a_cancelled_award_has_no_national_format() -> None:
    n = real("colombia-release-5282714.json")
    assert (n.type, n.type_text, n.tags) == (
        NoticeType.OTHER,
        "awardCancellation",
        ("awardCancellation",),
    )
    assert (n.method, n.method_text) == (ProcurementMethod.OPEN, "open")
    assert (n.budget_fen, n.currency, n.award_fen) == (699_695_500, "COP", None)
    assert n.source_url == (
        "https://www.contratos.gov.co/consultas/detalleProceso.do?numConstancia=16-13-5282714"
    )
    assert n.published_at == datetime(2016, 6, 30, 15, 39, 51, tzinfo=UTC)


def test_text_damaged_at_its_source_is_kept_and_said() -> None:
    n = real("colombia-release-452228.json")
    assert n.purchaser is not None
    assert n.purchaser.name == "CUNDINAMARCA - ALCALD\ufffdA MUNICIPIO DE SIBAT\ufffd"
    assert any(w.startswith("buyer.name: contains replacement") for w in n.warnings)
    assert (n.type, n.award_fen, len(n.contracts)) == (NoticeType.CONTRACT, 12_751_887_400, 1)
    assert n.contracts[0].signed.on == date(2011, 3, 22)
    assert n.suppliers[0].identifier == "800.101.684-3"


def test_an_award_listed_several_times_is_one_row_and_two_awards_are_not_added_up() -> None:
    n = real("colombia-release-5279502.json")
    assert [a.amount.fen for a in n.awards] == [600_000_000, 260_550_000]
    assert (n.award_fen, n.award_text) == (None, None)
    assert "awards: 4 exact repetitions left out" in n.warnings


def test_two_mexican_releases_of_one_process_have_two_keys() -> None:
    one, two = real("mexico-release-065-2015-01.json"), real("mexico-release-065-2015-02.json")
    assert one.key.ocid == two.key.ocid
    assert (one.key.item, two.key.item) == ("01", "02")


def test_an_award_in_another_currency_than_the_budget_is_kept_in_words() -> None:
    n = real("mexico-release-065-2015-01.json")
    assert (n.currency, n.award_fen, n.award_text) == ("MXN", None, "75464.96 USD")
    assert n.awards[0].amount.fen == 7_546_496
    assert n.awards[0].amount.currency == "USD"


def test_a_nigerian_address_without_slashes_is_no_link() -> None:
    n = real("nigeria-release-2wlmoa.json")
    assert (n.package_url, n.source_url) == (None, None)
    assert (n.budget_fen, n.currency) == (281_149_200, "NGN")
    assert n.documents == ()


def test_a_paraguayan_release_with_and_without_its_publisher_differs_in_that_only() -> None:
    bare = real("paraguay-release-274231-planning.json")
    packed = real("paraguay-release-274231-planning-later.json")
    assert (bare.key.publisher, bare.key.publisher_stated) == ("ocds-03ad3f", False)
    assert (packed.key.publisher, packed.key.publisher_stated) == ("DNCP - Paraguay", True)
    assert (bare.key.ocid, bare.key.item) == (packed.key.ocid, packed.key.item)
    assert bare.published_at is not None
    assert packed.published_at is not None
    assert bare.published_at < packed.published_at
    assert (bare.type, bare.budget_fen, bare.currency) == (
        NoticeType.INTENTION,
        60_020_000_000,
        "PYG",
    )
    assert (
        bare.title == "ADQUISICIÓN DE EQUIPOS DE COMUNICACIÓN Y TERMINALES ÓPTICOS DE TRANSMISIÓN"
    )


def test_a_record_of_links_is_kept_from_its_compiled_release_under_one_key() -> None:
    in_record = real("paraguay-record-274231.json")
    alone = real("paraguay-compiled-274231.json")
    assert in_record.key == alone.key
    assert in_record.key.item == "compiled"
    assert (in_record.type, in_record.type_text) == (NoticeType.OTHER, "compiled")
    assert in_record.published_at is not None
    assert alone.published_at is not None
    assert in_record.published_at < alone.published_at


def test_a_paraguayan_contract_has_its_supplier_as_one_object() -> None:
    n = real("paraguay-release-274231-contract.json")
    assert n.type is NoticeType.CONTRACT
    (contract,) = n.contracts
    assert contract.suppliers[0].name == "RIEDER Y CIA. SACI"
    assert n.suppliers == contract.suppliers
    assert (contract.amount.fen, contract.amount.currency) == (18_094_145_600, "PYG")
    assert n.award_fen is None
    assert len(n.documents) == 7
    assert n.source_url == (
        "https://www.contrataciones.gov.py/datos/id/contratos/274231-rieder-cia-saci-2"
    )


def test_a_taiwanese_release_with_one_award_object_is_an_award_result() -> None:
    n = real("taiwan-release-51190424.json")
    assert (n.type, n.type_text) == (NoticeType.RESULT, "awardNotice")
    assert n.title == "獨立山工務段103年度省道橋梁零星維修養護工程"
    assert (n.key.publisher, n.language) == ("DSP,Inc.", "zh")
    assert n.suppliers[0].name == "龍祥營造股份有限公司"
    assert (n.method, n.method_text) == (ProcurementMethod.OPEN, "公開招標")
    assert (n.budget_fen, n.award_fen, n.currency) == (682_172_200, 427_000_000, "TWD")
    assert n.notice_on == date(2014, 2, 21)
    assert n.published_at == datetime(2014, 2, 20, 16, tzinfo=UTC)


def test_a_ugandan_plan_has_its_buyer_by_a_number() -> None:
    n = real("uganda-release-97086.json")
    assert n.type is NoticeType.INTENTION
    assert n.purchaser == Organisation(name="Uganda Revenue Authority")
    assert n.region_text == "Uganda Revenue Authority, Uganda"
    assert (n.budget_fen, n.currency) == (188_058_466_000, "UGX")
    assert (n.method, n.event_text, n.period.text) == (
        ProcurementMethod.SINGLE_SOURCE,
        None,
        None,
    )


# Packages and records


def test_a_release_package_gives_its_releases_under_its_publisher() -> None:
    found = read(
        {
            "uri": "https://example.org/p.json",
            "releases": [release(), release(id="r2")],
            "publisher": {"name": "县财政局", "uri": "https://example.org"},
        }
    )
    assert [n.key.item for n in found if isinstance(n, ParsedNotice)] == ["r1", "r2"]
    for n in found:
        assert isinstance(n, ParsedNotice)
        assert (n.key.publisher, n.key.publisher_stated) == ("县财政局", True)
        assert n.package_url == "https://example.org/p.json"


def test_the_same_release_in_two_packages_has_one_content_and_two_keys() -> None:
    one = notice({"publisher": {"name": "A"}, "releases": [release()]})
    two = notice({"publisher": {"name": "B"}, "uri": "https://b.example", "releases": [release()]})
    assert one.key != two.key
    assert one.content_hash == two.content_hash


def test_the_order_of_keys_and_the_layout_of_the_file_change_nothing() -> None:
    shuffled = dict(reversed(RELEASE.items()))
    pretty = json.dumps(shuffled, indent=4, ensure_ascii=False).encode()
    assert notice(pretty).content_hash == notice(RELEASE).content_hash


def test_a_record_package_gives_the_releases_embedded_in_its_records() -> None:
    record = {"ocid": "ocds-abc123-1", "releases": [release(), release(id="r2")]}
    compiled = record | {"compiledRelease": release(id="c", tag=["compiled"])}
    found = read({"publisher": {"name": "A"}, "records": [compiled]})
    assert [n.key.item for n in found if isinstance(n, ParsedNotice)] == ["r1", "r2"]


def test_a_record_of_links_without_a_release_of_its_own_is_rejected() -> None:
    links = [{"url": "https://example.org/r.json", "tag": ["tender"]}]
    r = reject({"records": [{"ocid": "ocds-abc123-1", "releases": links}]})
    assert (r.key, r.reason) == (
        "ocds-abc123-1",
        "only links to releases and has no compiledRelease",
    )


def test_a_record_of_links_is_kept_from_its_compiled_release_whatever_id_that_has() -> None:
    links = [{"url": "https://example.org/r.json"}]
    record = {"ocid": "ocds-abc123-1", "releases": links}
    first = notice({"records": [record | {"compiledRelease": release(id="c1")}]})
    later = notice({"records": [record | {"compiledRelease": release(id="c2")}]})
    assert first.key == later.key
    assert first.key.item == "compiled"


def test_links_beside_embedded_releases_are_said_to_be_unread() -> None:
    found = read({"records": [{"releases": [release(), {"url": "https://example.org"}]}]})
    assert isinstance(found[0], ParsedNotice)
    assert isinstance(found[1], Reject)
    assert found[1].reason == "1 of its releases are only linked to, not given"


def test_an_embedded_release_may_leave_its_ocid_to_the_record() -> None:
    inner = {k: v for k, v in RELEASE.items() if k != "ocid"}
    n = notice({"records": [{"ocid": "ocds-abc123-9", "releases": [inner]}]})
    assert n.key.ocid == "ocds-abc123-9"


def test_an_embedded_release_of_another_process_is_rejected() -> None:
    r = reject({"records": [{"ocid": "ocds-abc123-9", "releases": [release()]}]})
    assert (r.field, r.reason) == ("ocid", "differs from the ocid of its record")


@pytest.mark.parametrize(
    ("package", "reason"),
    [
        ({"releases": []}, "holds no release and has no compiledRelease"),
        ({"records": []}, "the package holds no record"),
        ({"records": [{}]}, "holds no release and has no compiledRelease"),
        ({"records": [7]}, "the record is not an object"),
        ({"releases": ["x"]}, "the release is not an object"),
        ({"releases": {"a": 1}}, "'releases' is not a list"),
        ({}, "is missing"),
        ({"hello": "world"}, "is missing"),
    ],
)
def test_a_package_without_notices_is_rejected_with_the_reason(
    package: object, reason: str
) -> None:
    assert reject(package).reason == reason


def test_a_broken_release_costs_itself_and_the_next_one_is_read() -> None:
    good = json.dumps(RELEASE)
    data = f'{{"releases": [\n{{"ocid": "x", "id": NaN}},\n{{"id": "1" "x": 2}},\n{good}\n]}}'
    found = read(data.encode())
    assert [(f.line, type(f).__name__) for f in found] == [
        (2, "Reject"),
        (3, "Reject"),
        (4, "ParsedNotice"),
    ]
    assert isinstance(found[0], Reject)
    assert found[0].reason == "not JSON: NaN is not JSON"
    assert isinstance(found[1], Reject)
    assert (found[1].reason, found[1].column) == ("not JSON: Expecting ',' delimiter", 12)


def test_a_truncated_package_gives_nothing_and_names_the_place() -> None:
    data = json.dumps({"publisher": {"name": "A"}, "releases": [RELEASE, RELEASE]}, indent=1)
    r = reject(data.encode()[:-30])
    assert r.reason.startswith("not JSON: the file ends")
    assert r.line is not None
    assert r.line > 10


def test_a_broken_member_of_a_package_is_rejected_by_name_and_its_releases_are_read() -> None:
    data = b'{"license": NaN, "releases": [' + json.dumps(RELEASE).encode() + b"]}"
    first, second = read(data)
    assert isinstance(first, Reject)
    assert first.field == "license"
    assert isinstance(second, ParsedNotice)


def test_lines_of_json_and_bare_lists_are_read_too() -> None:
    lines = "\n".join(json.dumps(release(id=str(i))) for i in range(3))
    assert [f.line for f in read(lines.encode())] == [1, 2, 3]
    found = read([RELEASE, {"releases": [release(id="r2")]}, 5])
    assert [type(f).__name__ for f in found] == ["ParsedNotice", "ParsedNotice", "Reject"]


def test_a_byte_order_mark_is_no_obstacle() -> None:
    assert notice(b"\xef\xbb\xbf" + json.dumps(RELEASE).encode()).title == "社会救助服务"


def test_a_deep_release_is_rejected_and_the_next_one_is_read() -> None:
    deep = b'{"a": ' + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b"}"
    data = b'{"releases": [' + deep + b", " + json.dumps(RELEASE).encode() + b"]}"
    first, second = read(data)
    assert isinstance(first, Reject)
    assert first.reason == f"not JSON: nested more than {MAX_DEPTH} levels deep"
    assert isinstance(second, ParsedNotice)


def test_a_bomb_of_brackets_is_rejected() -> None:
    assert "levels deep" in reject(b'{"releases": ' + b"[" * 2_000_000).reason


def test_a_bare_release_too_large_in_all_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "MAX_PIECE", 2000)
    monkeypatch.setattr("portal.notices.parse.ocds.MAX_PIECE", 2000)
    many = {f"x{i}": "y" * 500 for i in range(5)}
    found = read(RELEASE | many)
    assert all(isinstance(f, Reject) for f in found)
    assert "larger than 2,000 bytes" in found[0].reason  # type: ignore[union-attr]


# One release


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"ocid": None}, "ocid", "is missing"),
        ({"ocid": ""}, "ocid", "is empty"),
        ({"ocid": 5.5}, "ocid", "is neither text nor a whole number"),
        ({"ocid": ["a"]}, "ocid", "is neither text nor a whole number"),
        ({"ocid": "x" * 201}, "ocid", "is 201 characters long; at most 200 are accepted"),
        ({"id": None}, "id", "is missing"),
        ({"id": True}, "id", "is neither text nor a whole number"),
        ({"id": "a\u0000b"}, "id", "contains control characters"),
        (
            {"tender": 5, "awards": [[]]},
            None,
            "says nothing: no planning, tender, award or contract",
        ),
        ({"tender": None}, None, "says nothing: no planning, tender, award or contract"),
        (
            {"tender": {"title": "x" * 100_000}},
            "tender.title",
            "is 100,000 characters long; at most 500 are accepted",
        ),
        (
            {"tender": {"title": "\ud83d"}},
            "tender.title",
            "contains half of a surrogate pair, which is not a character",
        ),
    ],
)
def test_a_release_that_cannot_be_kept_is_rejected_with_field_and_reason(
    changes: dict[str, object], field: str | None, reason: str
) -> None:
    r = reject(release(**changes))
    assert (r.field, r.reason) == (field, reason)


def test_a_number_is_an_identifier_as_its_digits() -> None:
    assert notice(release(id=97080)).key.item == "97080"


@pytest.mark.parametrize(
    ("ocid", "publisher"),
    [
        ("ocds-abc123-1", "ocds-abc123"),
        ("OCDS-87SD3T-AD-1", "ocds-87sd3t"),
        ("ocid-6as3t2-5", "ocid-6as3t2"),
        ("something", "unstated"),
    ],
)
def test_without_a_publisher_the_registered_prefix_stands_in(ocid: str, publisher: str) -> None:
    key = notice(release(ocid=ocid)).key
    assert (key.publisher, key.publisher_stated) == (publisher, False)


@pytest.mark.parametrize(
    ("tags", "kind", "words"),
    [
        (["planning"], NoticeType.INTENTION, None),
        (["tender"], NoticeType.TENDER, None),
        (["tenderAmendment"], NoticeType.CORRECTION, None),
        (["tenderUpdate"], NoticeType.CORRECTION, "tenderUpdate"),
        (["tenderCancellation"], NoticeType.TERMINATION, None),
        (["award"], NoticeType.RESULT, None),
        (["contract"], NoticeType.CONTRACT, None),
        (["implementation"], NoticeType.OTHER, "implementation"),
        (["tender", "award"], NoticeType.OTHER, "tender, award"),
        ("award", NoticeType.RESULT, None),
        ([], NoticeType.OTHER, None),
        (None, NoticeType.OTHER, None),
        ([{"a": 1}], NoticeType.OTHER, None),
        (["<script>"], NoticeType.OTHER, "<script>"),
    ],
)
def test_a_tag_is_the_national_format_it_stands_for(
    tags: object, kind: NoticeType, words: str | None
) -> None:
    n = notice(release(tag=tags))
    assert (n.type, n.type_text) == (kind, words)


@pytest.mark.parametrize(
    ("fields", "method", "words", "kind"),
    [
        ({"procurementMethod": "open"}, "open", "open", "tender"),
        ({"procurementMethod": "direct"}, "single_source", "direct", "single_source"),
        ({"procurementMethod": "selective"}, "other", "selective", "tender"),
        ({"procurementMethod": "limited"}, "other", "limited", "other"),
        (
            {"procurementMethod": "selective", "procurementMethodDetails": "竞争性磋商"},
            "consultation",
            None,
            "negotiation",
        ),
        (
            {"procurementMethod": "limited", "procurementMethodDetails": "询价"},
            "inquiry",
            None,
            "negotiation",
        ),
        (
            {"procurementMethod": "open", "procurementMethodDetails": "Licitación"},
            "open",
            "open: Licitación",
            "tender",
        ),
        ({"procurementMethodDetails": "邀请招标"}, "invited", None, "tender"),
        ({"procurementMethod": ["open"]}, None, None, "tender"),
        ({}, None, None, "tender"),
    ],
)
def test_a_method_is_statutory_only_where_the_source_says_so(
    fields: dict[str, object], method: str | None, words: str | None, kind: str
) -> None:
    n = tender(**fields)
    assert (n.method, n.method_text, n.type) == (method, words, kind)


@pytest.mark.parametrize(
    ("value", "fen", "words", "currency"),
    [
        ({"amount": 1200.5, "currency": "CNY"}, 120_050, None, "CNY"),
        ({"amount": 0, "currency": "cny"}, 0, None, "CNY"),
        ({"amount": "1200.50", "currency": "CNY"}, 120_050, None, "CNY"),
        ({"amount": 5}, 500, None, None),
        ({"amount": -5, "currency": "CNY"}, None, "-5 CNY", "CNY"),
        ({"amount": 1.005, "currency": "CNY"}, None, "1.005 CNY", "CNY"),
        ({"amount": "一百万", "currency": "CNY"}, None, "一百万 CNY", "CNY"),
        ({"amount": 10**16, "currency": "CNY"}, None, "10000000000000000 CNY", "CNY"),
        ({"amount": 5, "currency": "Yuan"}, 500, None, None),
        ({"amount": True, "currency": "CNY"}, None, None, None),
        ({"amount": {"x": 1}}, None, None, None),
        ({"amount": None, "currency": "CNY"}, None, None, None),
        ("100", None, None, None),
        ([], None, None, None),
    ],
)
def test_a_value_is_exact_or_kept_in_words(
    value: object, fen: int | None, words: str | None, currency: str | None
) -> None:
    n = tender(value=value)
    assert (n.budget_fen, n.budget_text, n.currency) == (fen, words, currency)


@pytest.mark.parametrize("number", ["1e400", "1e-400", "9" * 5000, "-1e400", "1e" + "9" * 30])
def test_absurd_numbers_give_no_figure_and_never_an_error(number: str) -> None:
    text = json.dumps(release(tender={"title": "x", "value": {"amount": 5}}))
    (found,) = read(text.replace('"amount": 5', f'"amount": {number}').encode())
    assert isinstance(found, Reject) or found.budget_fen is None


def test_the_planned_budget_stands_in_where_the_tender_names_no_value() -> None:
    planning = {"budget": {"amount": {"amount": 7, "currency": "CNY"}}}
    assert notice(release(planning=planning)).budget_fen == 700
    both = release(planning=planning, tender={"title": "x", "value": {"amount": 9}})
    assert notice(both).budget_fen == 900


def award(amount: int, **fields: object) -> dict[str, object]:
    return {"id": str(amount), "value": {"amount": amount, "currency": "CNY"}} | fields


def test_one_award_is_the_award_and_two_are_two_rows() -> None:
    one = notice(release(awards=[award(5, status="active")]))
    assert (one.award_fen, len(one.awards)) == (500, 1)
    two = notice(release(awards=[award(5), award(6)]))
    assert (two.award_fen, [a.amount.fen for a in two.awards]) == (None, [500, 600])


@pytest.mark.parametrize("status", ["pending", "cancelled", "unsuccessful"])
def test_an_award_that_awards_nothing_gives_no_amount_and_no_winner(status: str) -> None:
    n = notice(release(awards=[award(5, status=status, suppliers=[{"name": "甲"}])]))
    assert (n.award_fen, n.suppliers, n.awards[0].amount.fen) == (None, (), 500)


def test_a_status_of_no_list_is_dropped_and_its_words_are_not_repeated() -> None:
    n = notice(release(awards=[award(5, status="MARIA EXAMPLE")]))
    assert n.awards[0].status is None
    assert n.warnings == ("awards[0].status is not a status of the standard and was left out",)


def test_a_supplier_gets_its_credit_code_from_the_parties() -> None:
    code = "91654026MA78WT2Q66"
    parties = [{"id": "S1", "name": "甲公司", "identifier": {"scheme": "CN-USCI", "id": code}}]
    n = notice(release(parties=parties, awards=[award(5, suppliers=[{"id": "S1", "name": "甲"}])]))
    assert n.suppliers == (Organisation(name="甲", identifier=code, scheme="CN-USCI"),)


def test_a_credit_code_inside_an_organisation_id_is_found() -> None:
    n = notice(release(buyer={"id": "CN-USCI-11450000007584", "name": "民政局"}))
    assert n.purchaser == Organisation(name="民政局", identifier="11450000007584", scheme="CN-USCI")


def test_the_purchaser_is_the_buyer_else_the_procuring_entity_else_a_party() -> None:
    party = {"id": "1", "name": "丙", "roles": ["buyer"]}
    entity = {"title": "x", "procuringEntity": {"name": "乙"}}
    for changes, name in (
        ({"buyer": {"name": "甲"}, "tender": entity, "parties": [party]}, "甲"),
        ({"tender": entity, "parties": [party]}, "乙"),
        ({"parties": [party]}, "丙"),
    ):
        n = notice(release(**changes))
        assert n.purchaser is not None
        assert n.purchaser.name == name


def test_the_region_is_the_purchasers_address_and_its_code_comes_from_the_lookup() -> None:
    address = {"countryName": "中国", "region": "内蒙古自治区", "locality": "呼和浩特市"}
    value = release(buyer={"id": "1"}, parties=[{"id": "1", "name": "甲", "address": address}])
    stream = io.BytesIO(json.dumps(value).encode())
    codes = {"内蒙古自治区呼和浩特市": "150100"}
    (n,) = parse_ocds(stream, file="o.json", find_region=codes.get)
    assert isinstance(n, ParsedNotice)
    assert (n.region_text, n.region_code) == ("中国内蒙古自治区呼和浩特市", "150100")


def test_contact_persons_are_never_read() -> None:
    person = {"name": "王某", "telephone": "13800000000"}
    value = release(
        buyer={"name": "甲", "contactPoint": person},
        parties=[{"id": "1", "name": "乙", "contactPoint": person}],
    )
    assert "王某" not in repr(notice(value))


@pytest.mark.parametrize(
    ("words", "on"),
    [
        ("2026-03-31T15:59:59Z", date(2026, 3, 31)),
        ("2026-03-31T16:00:00Z", date(2026, 4, 1)),
        ("2026-03-31T23:59:59-06:00", date(2026, 4, 1)),
    ],
)
def test_the_date_of_a_notice_is_the_day_in_shanghai(words: str, on: date) -> None:
    assert notice(release(date=words)).notice_on == on


@pytest.mark.parametrize("words", ["soon", "2026-02-30T00:00:00Z", "99999-01-01"])
def test_a_date_that_is_none_is_kept_in_words(words: str) -> None:
    n = notice(release(date=words))
    assert (n.notice_on, n.published_at, n.notice_text) == (None, None, words)


def test_a_release_without_a_date_is_undated_and_says_so() -> None:
    n = notice(release(date=None))
    assert (n.notice_on, n.published_at) == (None, None)
    assert n.warnings == ("the release has no date",)


def test_a_date_without_a_time_zone_is_read_in_shanghai_and_says_so() -> None:
    n = notice(release(date="2026-03-01T09:00:00"))
    assert n.published_at == datetime(2026, 3, 1, 1, tzinfo=UTC)
    assert n.warnings == ("date has no time zone and was read as Shanghai time",)


def test_a_contract_has_its_amount_signature_and_period() -> None:
    contract = {
        "id": "C1",
        "awardID": "A1",
        "title": "合同",
        "value": {"amount": 688000, "currency": "CNY"},
        "dateSigned": "2025-12-31T16:00:00Z",
        "period": {"startDate": "2026-01-01T00:00:00Z", "endDate": "2026-12-31T23:59:59Z"},
    }
    n = notice(release(tag=["contract"], contracts=[contract]))
    (row,) = n.contracts
    assert (row.id, row.award_id, row.amount.fen) == ("C1", "A1", 68_800_000)
    assert row.signed.on == date(2026, 1, 1)
    assert (row.period.starts_on, row.period.ends_on) == (date(2026, 1, 1), date(2026, 12, 31))
    assert n.period == row.period


def test_the_deadline_of_a_tender_is_kept_to_the_hour() -> None:
    n = tender(tenderPeriod={"endDate": "2026-03-20T09:30:00+08:00"})
    assert n.event_text == "/2026-03-20T09:30:00+08:00"


def test_lots_are_rows_and_are_not_added_up() -> None:
    lots = [{"id": str(i), "title": f"{i}标段", "value": {"amount": 7}} for i in (1, 2)]
    n = tender(lots=lots)
    assert [(lot.title, lot.amount.fen) for lot in n.lots] == [("1标段", 700), ("2标段", 700)]
    assert n.budget_fen is None


def test_a_correction_says_what_it_changed() -> None:
    amendment = {"id": "1", "date": "2026-03-02", "rationale": "开标时间推迟"}
    n = notice(release(tag=["tenderAmendment"], tender={"title": "x", "amendments": [amendment]}))
    assert n.type is NoticeType.CORRECTION
    assert [(a.text, a.changed.on) for a in n.amendments] == [("开标时间推迟", date(2026, 3, 2))]


def test_a_document_with_a_dangerous_address_loses_it() -> None:
    documents = [
        {"id": "1", "title": "<b>招标文件</b>", "url": "javascript:alert(1)"},
        {"id": "2", "title": "附件", "url": "https://example.org/a.pdf"},
        {"id": "3", "language": "zh"},
    ]
    n = tender(documents=documents)
    assert [(d.title, d.url) for d in n.documents] == [
        ("<b>招标文件</b>", None),
        ("附件", "https://example.org/a.pdf"),
    ]
    assert n.warnings == ("tender.documents[0].url is not a plain web address and was left out",)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "# h\n[x](y)", "=1+1", "＝cmd|' /C calc'!A0"]
)
def test_hostile_words_are_kept_as_the_text_they_are(text: str) -> None:
    n = tender(title=text, description=text)
    assert n.title == " ".join(text.split())
    assert n.description == text


@pytest.mark.parametrize("wrong", [1, 1.5, True, "x", [], [1], [[]], {}, {"a": None}, None])
@pytest.mark.parametrize(
    "name",
    ["tender", "planning", "awards", "contracts", "parties", "buyer", "packageInfo", "language"],
)
def test_a_section_of_the_wrong_type_is_left_out_and_the_release_is_kept(
    name: str, wrong: object
) -> None:
    n = notice(release(title="x", **{name: wrong}))
    assert n.key.item == "r1"


def test_a_flood_of_remarks_is_cut_short() -> None:
    n = tender(documents=[{"title": "x", "url": f"ftp://{i}"} for i in range(500)])
    assert len(n.warnings) == 50
