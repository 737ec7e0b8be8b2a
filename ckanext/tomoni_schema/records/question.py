"""A question to the table, read from what a stranger sent. No CKAN, no database: values only, never SQL.

What is wrong is said in both languages under the name of the parameter, all faults at once.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ckanext.tomoni_core.codes import local_government
from ckanext.tomoni_core.errors import TomoniError
from ckanext.tomoni_core.standards import registry
from ckanext.tomoni_core.standards.records import RecordField, record_fields, typed

__all__ = ["LONGEST_PAGE", "PARAMETERS", "Filter", "Question", "Wrong", "cursor_of", "read"]

PARAMETERS = ("edition", "municipality", "prefecture", "bbox", "dataset", "resource", "filters", "cursor", "limit")
LONGEST_PAGE = 1000
MOST_FILTERS = 20
MOST_VALUES = 100
LONGEST_VALUE = 1000
LONGEST_PART = 100
BOUNDS = ("gte", "lte")
PARTS = ("contains", "starts")
_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")


class Wrong(TomoniError):
    """A question that cannot be asked; ``faults`` holds (ja, en) by the name of the parameter."""

    def __init__(self, faults: dict[str, tuple[str, str]]) -> None:
        first = next(iter(faults.values()))
        super().__init__("wrong-question", *first)
        self.faults = faults


@dataclass(frozen=True)
class Filter:
    """A condition on one column: one of ``values`` (None is a blank), or between the bounds, or a part of the text."""

    field: RecordField
    values: tuple[Any, ...] = ()
    gte: Any = None
    lte: Any = None
    contains: str | None = None
    starts: str | None = None


@dataclass(frozen=True)
class Question:
    """What is asked for. ``limit`` None asks for everything; ``after`` is the row the page before ended with."""

    standard: str
    edition: str | None = None
    municipality: str | None = None
    prefecture: str | None = None
    bbox: tuple[float, float, float, float] | None = None
    dataset: str | None = None
    resource: str | None = None
    filters: tuple[Filter, ...] = ()
    after: int = 0
    limit: int | None = None

    @property
    def by_place_only(self) -> bool:
        """Whether nothing but edition, municipality or prefecture narrows it: then the sources know the count."""
        return not (self.bbox or self.filters)

    def from_row(self, after: int) -> Question:
        """The same question from another row on."""
        return replace(self, after=after)


def cursor_of(row_id: int) -> str:
    """The cursor that continues after a row."""
    return base64.urlsafe_b64encode(f"1:{row_id}".encode()).decode().rstrip("=")


def read(standard: str, given: Mapping[str, Any], *, longest: int | None = LONGEST_PAGE) -> Question:
    """The question that ``given`` asks of a standard's records.

    :param given: the parameters by name; any other name is a column of the standard
    :param longest: the longest page, None where everything may be asked for
    :raises Wrong: says every fault
    """
    return _Reader(standard, given, longest).question()


class _Reader:
    def __init__(self, standard: str, given: Mapping[str, Any], longest: int | None) -> None:
        self.standard, self.longest = standard, longest
        self.given = {name: value for name, value in given.items() if name in PARAMETERS and value not in (None, "")}
        self.columns = {name: value for name, value in given.items() if name not in PARAMETERS}
        self.fields = {field.name: field for field in record_fields(standard)}
        self.faults: dict[str, tuple[str, str]] = {}

    def question(self) -> Question:
        made = Question(
            self.standard, edition=self.edition(), municipality=self.municipality(), prefecture=self.prefecture(),
            bbox=self.bbox(), dataset=self.ident("dataset"), resource=self.ident("resource"), filters=self.filters(),
            after=self.after(), limit=self.limit(),
        )  # fmt: skip
        if self.faults:
            raise Wrong(self.faults)
        return made

    def fault(self, name: str, ja: str, en: str) -> None:
        self.faults.setdefault(name, (ja, en))

    def text(self, name: str) -> str:
        value = self.given.get(name)
        return str(value)[:LONGEST_VALUE].strip() if isinstance(value, str | int | float) else ""

    def edition(self) -> str | None:
        if "edition" not in self.given:
            return None
        known = [item.edition for item in registry().editions(self.standard)]
        if self.text("edition") in known:
            return self.text("edition")
        names = ", ".join(known)
        self.fault("edition", f"この標準の版は {names} です。", f"The editions of this standard: {names}.")
        return None

    def municipality(self) -> str | None:
        if "municipality" not in self.given:
            return None
        text = self.text("municipality")
        body = local_government.find(text) or local_government.find_by_name(text)
        if body:
            return local_government.municipality_of(body).code
        ja = f"「{text[:40]}」という自治体はありません。6桁のコード（372013）か都道府県からの名前で書いてください。"
        en = f'There is no municipality "{text[:40]}". Give its six-digit code (372013) or name and prefecture.'
        self.fault("municipality", ja, en)
        return None

    def prefecture(self) -> str | None:
        if "prefecture" not in self.given:
            return None
        text = self.text("prefecture")
        body = local_government.find_prefecture(text) or local_government.find(text)
        if body and body.kind == "prefecture":
            return body.code[:2]
        if re.fullmatch(r"[0-9]{1,2}", text) and 1 <= int(text) <= 47:
            return text.zfill(2)
        ja = f"「{text[:40]}」という都道府県はありません。名前（香川県）か番号（37）で指定してください。"
        en = f'There is no prefecture "{text[:40]}". Give its name (香川県) or its number (37).'
        self.fault("prefecture", ja, en)
        return None

    def bbox(self) -> tuple[float, float, float, float] | None:
        if "bbox" not in self.given:
            return None
        value = self.given["bbox"]
        parts = value.split(",") if isinstance(value, str) else value
        numbers = [_degrees(part) for part in parts[:5]] if isinstance(parts, list | tuple) else []
        west, south, east, north = numbers if len(numbers) == 4 and None not in numbers else (None,) * 4
        if west is None or south is None or east is None or north is None or west > east or south > north:
            ja = "bbox は「西,南,東,北」の順に、度を4つ書いてください（例：134.0,34.2,134.2,34.4）。"
            en = "Write bbox as four degrees: west,south,east,north (134.0,34.2,134.2,34.4)."
            self.fault("bbox", ja, en)
            return None
        return west, south, east, north

    def ident(self, name: str) -> str | None:
        if name not in self.given:
            return None
        if _ID.fullmatch(self.text(name)):
            return self.text(name)
        self.fault(name, "半角英数字の id で指定してください。", "Give an id of letters and digits.")
        return None

    def after(self) -> int:
        if "cursor" not in self.given:
            return 0
        text = self.text("cursor")
        try:
            plain = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode("ascii")
        except ValueError:
            plain = ""
        match = re.fullmatch(r"1:([0-9]{1,18})", plain)
        if match:
            return int(match[1])
        ja = "続きの位置を読めません。前の答えの next をそのまま渡すか、cursor を外して初めから読んでください。"
        en = "The cursor cannot be read. Send `next` of the answer before as it is, or leave it out to begin again."
        self.fault("cursor", ja, en)
        return 0

    def limit(self) -> int | None:
        if "limit" not in self.given:
            return 100 if self.longest else None
        text = self.text("limit")
        if re.fullmatch(r"[0-9]{1,9}", text) and 1 <= int(text) <= (self.longest or 10**9):
            return int(text)
        most = f"{self.longest:,}" if self.longest else "1,000,000,000"
        ja = f"limit は1から{most}までの数です。それより多くは cursor で続きを読んでください。"
        self.fault("limit", ja, f"limit is a number from 1 to {most}. For more, go on with the cursor.")
        return None

    def filters(self) -> tuple[Filter, ...]:
        asked = {**self.json_filters(), **self.plain_filters()}
        if len(asked) > MOST_FILTERS:
            self.fault(
                "filters", f"条件は{MOST_FILTERS}個までです。", f"At most {MOST_FILTERS} columns can be filtered."
            )
            return ()
        made = (self.filter(name, value) for name, value in asked.items())
        return tuple(each for each in made if each)

    def json_filters(self) -> dict[str, Any]:
        value = self.given.get("filters", {})
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                value = None
        if isinstance(value, dict):
            return value
        ja = 'filters は {"列の名前": 値} の形の JSON です（例：{"for_children": "有"}）。'
        self.fault("filters", ja, 'filters is JSON such as {"for_children": "有"}.')
        return {}

    def plain_filters(self) -> dict[str, Any]:
        """``capacity=10``, ``capacity.gte=10`` and ``name.contains=公園``, as an address has them."""
        found: dict[str, Any] = {}
        for name, value in self.columns.items():
            column, dot, operator = name.partition(".")
            if dot and operator in BOUNDS + PARTS and isinstance(found.setdefault(column, {}), dict):
                found[column][operator] = value
            else:
                found[name] = value
        return found

    def filter(self, name: str, value: Any) -> Filter | None:
        field = self.fields.get(name)
        if field is None:
            ja = f"「{name[:60]}」という列はこの標準にありません。使える列は fields にあります。"
            en = f'This standard has no column "{name[:60]}". The columns are those in `fields`.'
            self.fault(name[:60] or "filters", ja, en)
            return None
        if isinstance(value, dict):
            return self.part(field, value) if field.type == "string" else self.between(field, value)
        values = list(value) if isinstance(value, list | tuple) else [value]
        if len(values) > MOST_VALUES:
            self.fault(name, f"値は{MOST_VALUES}個までです。", f"At most {MOST_VALUES} values.")
            return None
        return Filter(field, tuple(self.value(field, each) for each in values))

    def between(self, field: RecordField, bounds: dict[str, Any]) -> Filter | None:
        if not bounds or set(bounds) - set(BOUNDS):
            ja = "数・日付・時刻の列は、gte（以上）と lte（以下）で範囲を指定します。"
            self.fault(field.name, ja, "Ranges of a column of numbers, dates or times are gte and lte.")
            return None
        low, high = (self.value(field, bounds[bound]) if bound in bounds else None for bound in BOUNDS)
        return Filter(field, gte=low, lte=high)

    def part(self, field: RecordField, parts: dict[str, Any]) -> Filter | None:
        texts = {name: self.value(field, value) for name, value in parts.items() if name in PARTS}
        fine = bool(parts) and not set(parts) - set(PARTS)
        if not fine or not all(text and len(text) <= LONGEST_PART for text in texts.values()):
            ja = f"文字の列は、contains（含む）と starts（で始まる）で、{LONGEST_PART}文字までの言葉を指定します。"
            en = f"A column of text takes contains and starts, each with a text of at most {LONGEST_PART} characters."
            self.fault(field.name, ja, en)
            return None
        return Filter(field, **texts)

    def value(self, field: RecordField, value: Any) -> Any:
        """The value as the table has it; a blank asks for rows without one."""
        if value is None or value == "":
            return None
        plain = isinstance(value, str | int | float) and not isinstance(value, bool)
        text = str(value) if plain else ""
        made = typed(field.type, text) if len(text) <= LONGEST_VALUE else None
        if made is None:
            ja, en = _KINDS.get(field.type, _KINDS["string"])
            self.fault(field.name, ja, en)
        return made


_KINDS = {
    "string": ("1,000文字までの文字で指定してください。", "Give a text of at most 1,000 characters."),
    "number": ("数で指定してください（例：12、3.5）。", "Give a number such as 12 or 3.5."),
    "date": ("日付は 2026-04-01 の形で指定してください。", "Give a date such as 2026-04-01."),
    "time": ("時刻は 09:00 の形で指定してください。", "Give a time such as 09:00."),
}


def _degrees(value: Any) -> float | None:
    text = str(value).strip() if isinstance(value, str | int | float) else ""
    if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,15})?", text):
        return None
    return float(text) if abs(float(text)) <= 180 else None
