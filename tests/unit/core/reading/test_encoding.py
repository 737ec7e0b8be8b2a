"""Bytes to text: the order, the doubts, the refusals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.tomoni_core.errors import ReadingError, Undecodable
from ckanext.tomoni_core.reading import read
from ckanext.tomoni_core.reading.encoding import decode

TEXT = "名称,住所\n髙松駅①,香川県高松市浜ノ町１－２０～㈱\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_japanese_encodings(encoding: str) -> None:
    decoded = decode(TEXT.encode(encoding))
    assert (decoded.text, decoded.encoding, decoded.notes) == (TEXT, encoding, [])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_bom(encoding: str) -> None:
    """As 新宿区 served: tabs and ASCII digits leave their zeros on one side."""
    text = TEXT.replace(",", "\t") * 3
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.encoding) == (text, encoding)
    assert [note.slug for note in decoded.notes] == ["utf16_without_bom"]


def test_iso_2022_jp_is_named_by_its_escapes() -> None:
    text = "名称,住所\n高松駅,香川県\n"
    assert decode(text.encode("iso2022_jp"))[:2] == (text, "iso2022_jp")


def test_mostly_digits_is_still_cp932() -> None:
    """What statistical guessers called UTF-8: one Japanese word after fifty rows of digits."""
    text = "a,b\n" + "1,2\n" * 50 + "高松,3\n"
    assert decode(text.encode("cp932")).encoding == "cp932"


def test_japanese_after_a_long_ascii_head() -> None:
    text = "a,b\n" + "1,2\n" * 50_000 + "塩屋町,3\n"
    assert decode(text.encode("cp932")).text == text


def test_euc_jp_is_doubted_not_chosen() -> None:
    """Bytes that are good CP932 as well as good EUC-JP: half-width kana say which is the likelier."""
    decoded = decode("たかまつ,まつたけ\nたけ,まつ\n".encode("euc_jp"))
    assert [note.slug for note in decoded.notes] == ["encoding_doubtful"]
    assert decode("ｱｲｳ,ﾊﾝｶｸ\n".encode("cp932")).encoding == "cp932"


def test_euc_jp_that_cannot_be_cp932() -> None:
    text = "名称,住所\n高松市立図書館,香川県高松市\n"
    decoded = decode(text.encode("euc_jp"))
    assert (decoded.text, decoded.encoding) == (text, "euc_jp")
    assert [note.slug for note in decoded.notes] == ["old_encoding"]


def test_lost_characters_are_placed() -> None:
    notes = decode("名称\n高松\n\ufffd松\n".encode()).notes
    assert [(note.slug, note.row) for note in notes] == [("lost_characters", 3)]


def test_mixed_encodings_are_refused_with_positions() -> None:
    data = "名称\n高松駅\n".encode() + "坂出駅\n".encode("cp932") + "丸亀駅\n".encode()
    with pytest.raises(Undecodable) as caught:
        read(data)
    context = caught.value.context
    assert context["row"] == 3
    assert data[context["position"] :].startswith("坂".encode("cp932"))
    assert context["positions"][0] == context["position"]
    assert "3行目" in caught.value.ja


def test_broken_after_a_bom() -> None:
    with pytest.raises(Undecodable) as caught:
        read(b"\xef\xbb\xbfname\n\xff\xfe\n")
    assert caught.value.context["encoding"] == "utf-8-sig"


def assert_readable(error: ReadingError) -> None:
    """An error a person can read in both languages."""
    assert error.slug
    assert error.message("ja")
    assert error.message("en")


@given(st.binary(max_size=300))
def test_any_bytes_decode_or_are_refused(data: bytes) -> None:
    try:
        decoded = decode(data)
    except Undecodable as error:
        assert_readable(error)
    else:
        assert isinstance(decoded.text, str)
