"""The Data Package (Frictionless): every table, column, type, unit and meaning for programs."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from portal.disclosure.catalogue import TABLES, Published
from portal.disclosure.columns import Column, Kind
from portal.disclosure.formats import jsonl, parquet
from portal.licence import DataLicence

NAME = "datapackage.json"
TYPES: Mapping[Kind, str] = {
    Kind.TEXT: "string",
    Kind.INTEGER: "integer",
    Kind.MONEY: "number",
    Kind.SCORE: "number",
    Kind.DATE: "date",
    Kind.MOMENT: "datetime",
    Kind.BOOLEAN: "boolean",
}
OTHER_FORMATS = (("jsonl", jsonl.MEDIA_TYPE), ("parquet", parquet.MEDIA_TYPE))
_OF_CONTRACT = {"contract_id": "contracts", "contractor_id": "contractors"}
REFERENCES: Mapping[str, Mapping[str, str]] = {
    "contracts": {"contractor_id": "contractors"},
    "evaluations": _OF_CONTRACT,
    "evaluation_scores": {"evaluation": "evaluations", **_OF_CONTRACT},
    "attachments": {"notice": "notices"},
    "withholdings": {"notice": "notices"},
    "findings": {"contract": "contracts", "evaluation": "evaluations", "notice": "notices"},
}
"""Table → column → the table whose ids it holds"""
TITLE = {
    "zh": "阳光救助：政府购买社会救助服务公开数据",
    "en": "Sunlight: what governments buy in social assistance, and how good it is",
}
ABOUT = {
    "zh": "与网页内容一致的全部公开表格。demonstration 为 true 的行是虚构的演示数据。",
    "en": "Every public table, with the rows of the pages. Rows with demonstration = true are "
    "invented.",
}


def write_datapackage(public_url: str, licence: DataLicence | None) -> bytes:
    """The descriptor; texts are Chinese, their English stands beside them as ``…@en``."""
    package = {
        "profile": "data-package",
        "name": "sunlight",
        "languages": ["zh-CN", "en"],
        **_said("title", TITLE),
        **_said("description", ABOUT),
        "homepage": public_url,
        **_licensed(licence),
        "resources": [_resource(each) for each in TABLES.values()],
    }
    return f"{json.dumps(package, ensure_ascii=False, indent=2)}\n".encode()


def _licensed(licence: DataLicence | None) -> dict[str, Any]:
    """Nothing where the operator has stated none; a name only where the Open Definition has one."""
    if licence is None:
        return {}
    named = {"name": licence.code} if licence.code else {}
    return {"licenses": [{**named, "path": licence.url, **_said("title", licence.title)}]}


def _resource(published: Published) -> dict[str, Any]:
    table = published.table
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        **_said("title", published.title),
        **_said("description", published.about),
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True},
        "alternatives": [
            {
                "path": f"{table.name}.{ending}",
                "format": ending,
                "mediatype": kind.partition(";")[0],
            }
            for ending, kind in OTHER_FORMATS
        ],
        "schema": {
            "fields": [_field(each) for each in table.columns],
            "missingValues": [""],
            "primaryKey": "id",
            "foreignKeys": list(_references(table.name)),
        },
    }


def _field(column: Column) -> dict[str, Any]:
    first = {"constraints": {"required": True, "unique": True}} if column.name == "id" else {}
    return {
        "name": column.name,
        "type": TYPES[column.kind],
        **_said("title", column.label),
        **_said("description", column.about),
        **_said("unit", column.unit),
        **first,
    }


def _references(table: str) -> Iterable[dict[str, Any]]:
    for column, other in REFERENCES.get(table, {}).items():
        yield {"fields": column, "reference": {"resource": other, "fields": "id"}}


def _said(name: str, words: Mapping[str, str]) -> dict[str, str]:
    """A text in both languages, the way Data Packages keep several; nothing where it is empty."""
    return {name: words["zh"], f"{name}@en": words["en"]} if words["zh"] else {}
