"""Feeds as they are found in the world, and as somebody bad would write them."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from edge_client.booth.screen_messages import MAX_TITLE, NoticeShown
from edge_client.notices.feed import MAX_BYTES, MAX_NOTICES, FeedError, read_feed


def rss(*items: str, title: str = "Porin kaupunki") -> bytes:
    inside = "".join(f"<item>{item}</item>" for item in items)
    text = f'<rss version="2.0"><channel><title>{title}</title>{inside}</channel></rss>'
    return f'<?xml version="1.0" encoding="utf-8"?>{text}'.encode()


def titles(data: bytes) -> list[str]:
    return [notice.title for notice in read_feed(data)]


def test_rss() -> None:
    date = "<pubDate>Thu, 19 Nov 2026 22:30:00 GMT</pubDate>"
    assert read_feed(
        rss(f"<title>Kirjasto on auki</title>{date}", "<title>Åbo &amp; Pori</title>")
    ) == [
        # Half past midnight in Pori.
        NoticeShown(title="Kirjasto on auki", source="Porin kaupunki", date="2026-11-20"),
        NoticeShown(title="Åbo & Pori", source="Porin kaupunki", date=None),
    ]


def test_atom() -> None:
    data = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Pori</title>
      <entry><title type="html">&lt;b&gt;Uusi&lt;/b&gt;&lt;script&gt;x()&lt;/script&gt; &amp;amp; vanha</title>
        <updated>2026-11-20T10:00:00+02:00</updated></entry>
      <entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Toinen <i>uutinen</i>
        </div></title><updated>2026-11-01T10:00:00Z</updated></entry></feed>"""
    assert read_feed(data) == [
        NoticeShown(title="Uusi & vanha", source="Pori", date="2026-11-20"),
        NoticeShown(title="Toinen uutinen", source="Pori", date="2026-11-01"),
    ]


def test_rdf_in_latin_letters_of_old() -> None:
    data = """<?xml version="1.0" encoding="iso-8859-1"?>
      <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns="http://purl.org/rss/1.0/"><channel><title>Päivä</title></channel>
      <item><title>Hyvää päivää</title></item></rdf:RDF>""".encode("iso-8859-1")
    assert read_feed(data) == [NoticeShown(title="Hyvää päivää", source="Päivä", date=None)]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("&lt;b&gt;Tärkeää&lt;/b&gt;&lt;br&gt;nyt", "Tärkeää nyt"),
        ("<![CDATA[<script>alert(1)</script>Auki]]>", "<script>alert(1)</script>Auki"),
        ("<![CDATA[<a href='javascript:alert(1)' onclick='x()'>Lue</a>]]>", "Lue"),
        ("5 &lt; 6 ja 7 &gt; 6", "5 < 6 ja 7 > 6"),
        ("  monta\n\t riviä  ", "monta riviä"),
        ("\u202eoloirep\u200b \u2066x", "oloirep x"),
        ("👍🏽 مرحبا בית", "👍🏽 مرحبا בית"),
    ],
)
def test_a_title_is_plain_words_on_one_line(written: str, shown: str) -> None:
    assert titles(rss(f"<title>{written}</title>")) == [shown]


def test_long_and_many_are_cut() -> None:
    (long,) = titles(rss(f"<title>{'a' * 5000}</title>"))
    assert (len(long), long[-1]) == (MAX_TITLE, "…")
    many = [f"<title>Uutinen {n}</title>" for n in range(500)]
    assert titles(rss(*many)) == [f"Uutinen {n}" for n in range(MAX_NOTICES)]


def test_an_entry_without_a_title_is_left_out_and_an_empty_feed_is_one() -> None:
    assert titles(rss("<description>x</description>", "<title>Auki</title>")) == ["Auki"]
    assert titles(rss()) == []


@pytest.mark.parametrize("day", ["ei milloinkaan", "Thu, 99 Nov 99999 99:99:99 GMT", ""])
def test_a_date_that_is_none_is_not_shown(day: str) -> None:
    (notice,) = read_feed(rss(f"<title>Auki</title><pubDate>{day}</pubDate>"))
    assert notice.date is None


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "haa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    '<rss version="2.0"><channel><item><title>&c;</title></item></channel></rss>'
)


def reads_a_file(folder: Path) -> str:
    secret = folder / "secret"
    secret.write_text("salaisuus")
    return BOMB.replace('a "haa"', f'a SYSTEM "{secret.as_uri()}"')


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_entities_neither_grow_nor_read_files(encoding: str, tmp_path: Path) -> None:
    for text in (BOMB, reads_a_file(tmp_path), BOMB.replace("DOCTYPE", "doctype")):
        with pytest.raises(FeedError):
            read_feed(text.encode(encoding))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<!doctype html><title>Sivua ei ole</title>",
        b"<html><body>Kirjaudu verkkoon</body></html>",
        b'{"error": "not found"}',
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"\xff\xfe\xfd" * 100,
        b"<rss><channel><item><title>Katken",
        b"/etc/passwd",
        b"http://127.0.0.1:9/",
    ],
)
def test_what_is_no_feed_is_refused_or_gives_words_only(data: bytes) -> None:
    with contextlib.suppress(FeedError):
        assert titles(data) == ["Katken"], "what a broken feed does say may be shown"


@pytest.mark.parametrize("piece", [b"<", b"<a ", b"&", b"<b><i>", b'<a b="', b"<![CDATA["])
def test_the_worst_takes_bounded_work(piece: bytes) -> None:
    data = b"<rss><channel><item><title>" + piece * (MAX_BYTES // len(piece) // 4)
    with contextlib.suppress(FeedError):
        assert all(len(title) <= MAX_TITLE for title in titles(data))
