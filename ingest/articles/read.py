"""One document's bytes to its articles, or to the reason why there is none."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from ingest.articles.cues import fold
from ingest.articles.dates import url_date
from ingest.articles.decode import DecodeError, decode
from ingest.articles.language import language_of
from ingest.articles.mail import MailError, read_mail
from ingest.articles.messages import MessageError, read_message
from ingest.articles.normalise import clean_text
from ingest.articles.notices import page_notice
from ingest.articles.page import Page, looks_like_html, read_pages
from ingest.articles.pdf import PdfError, page_starts, read_pdf
from ingest.articles.plain import Story, is_furniture, n_prose_words, page_lines, read_stories
from ingest.articles.records import RecordError, count_unread, read_records
from ingest.core.correction_notices import opens_with_notice
from ingest.core.documents import MAIL_TYPE, MESSAGE_TYPE, Article, Document, Rejection
from ingest.core.fields import fit_fields
from ingest.core.stated_dates import PublishedDate, StatedDate, choose_date, find_zone

_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())
#: A post without running text has at most so many lines, and a headline at least so many words.
_MOST_HEADLINES, _MIN_HEADLINE_WORDS = 4, 5
#: A longer list of headlines: so many of its lines are long enough to say what happened; menus and links are not.
_TELLING_SHARE, _MIN_TELLING_WORDS = 0.8, 6
#: Characters of a headline; what is longer is no part of the body.
_LONGEST_HEADLINE = 300
_SITE_NAME = re.compile(r" \| [^|]{2,40}$")


def read_document(document: Document) -> tuple[list[Article], list[Rejection]]:
    """The articles of a document, and a rejection for each part that is none. Never raises, whatever the bytes.

    A document without an article has at least one rejection; reason codes as in `Rejection`. Metadata that was too long
    or cannot be stored is a rejected part, too.
    """
    unfit = _unfit(document, document.unfit)
    try:
        read, rejections = _read(document)
        articles: list[Article] = []
        for article in read:
            fitted, sentences = article.fitted()
            articles.append(fitted)
            rejections += _unfit(document, sentences, f"#A{article.article_index}")
        return articles, unfit + rejections
    except DecodeError as error:
        return [], [_rejection(document, error.reason_code, str(error))]
    except (RecursionError, ValueError, ArithmeticError, LookupError, AttributeError, TypeError) as error:
        # Hostile markup can break a parser in ways nobody lists; the batch must go on, and the reason is kept.
        return [], [_rejection(document, "unreadable", f"{type(error).__name__}: {str(error)[:200]}")]


def _unfit(document: Document, sentences: Sequence[str], place: str = "") -> list[Rejection]:
    """A rejection for each field of metadata that was cut or left out."""
    return [
        _rejection(document, "unfit_metadata", sentence, f"{place}#{sentence.split()[1]}") for sentence in sentences
    ]


def unread_fields(document: Document) -> Counter[str]:
    """Fields of a document's JSON records that hold something and are not read, with the number of such records."""
    if document.media_type in (MESSAGE_TYPE, MAIL_TYPE):
        return Counter()
    try:
        text = decode(document.content, _charset(document.media_type))
        return count_unread(read_records(text)) if text.strip() and _is_json(document, text) else Counter()
    except (ValueError, RecursionError):
        return Counter()  # why it cannot be read is what read_document says


def _read(document: Document) -> tuple[list[Article], list[Rejection]]:
    if not document.content.strip():
        return [], [_rejection(document, "empty", "has no content")]
    if document.media_type == MESSAGE_TYPE:
        return _read_message(document)
    if document.media_type == MAIL_TYPE:
        return _read_mail(document)
    if document.content[:1024].lstrip().startswith(b"%PDF-"):
        return _read_pdf(document)
    text = decode(document.content, _charset(document.media_type))
    if not text.strip():
        return [], [_rejection(document, "empty", "has only white space")]
    if _is_json(document, text):
        return _read_json(document, text)
    if looks_like_html(text):
        return _articles(document, None, text, document.meta, 0)
    if text.lstrip()[:200].lower().startswith("<?xml"):
        return [], [_rejection(document, "not_an_article", "is XML (a feed or data), not an article")]
    return _articles(document, text, None, document.meta, 0)


def _read_message(document: Document) -> tuple[list[Article], list[Rejection]]:
    try:
        return [read_message(document)], []
    except MessageError as error:
        return [], [_rejection(document, "no_text", str(error))]


def _read_mail(document: Document) -> tuple[list[Article], list[Rejection]]:
    """A newsletter's HTML, else its plain part; what is attached to it is named, since nobody reads it."""
    try:
        mail = read_mail(document.content)
    except MailError as error:
        return [], [_rejection(document, "no_text", str(error))]
    stated, sentences = fit_fields(mail.meta)
    meta = {**stated, **document.meta}
    rejections: list[Rejection] = []
    articles: list[Article] = []
    for text, markup in ((None, mail.html), (mail.text, None)):
        if (text or markup) and not articles:
            articles, rejections = _articles(document, text, markup, meta, 0)
    attached = [
        _rejection(document, "unsupported", f"the attachment {name} is not read", f"#{name}")
        for name in mail.attachments
    ]
    return articles, rejections + attached + _unfit(document, sentences)


def _read_pdf(document: Document) -> tuple[list[Article], list[Rejection]]:
    try:
        pages = read_pdf(document.content)
    except PdfError as error:
        return [], [_rejection(document, error.reason_code, str(error))]
    articles, rejections = _articles(document, "\n\n".join(pages), None, document.meta, 0)
    return [replace(article, page_starts=tuple(page_starts(pages, article.body))) for article in articles], rejections


def _charset(media_type: str | None) -> str | None:
    _, _, parameters = (media_type or "").casefold().partition("charset=")
    return parameters.partition(";")[0].strip(" \"'") or None


def _is_json(document: Document, text: str) -> bool:
    name = PurePosixPath(document.source_uri.partition("#")[0]).suffix.casefold()
    if "json" in (document.media_type or "") or name in (".json", ".jsonl", ".ndjson"):
        return True
    return text.lstrip()[:1] == "{" and text.rstrip()[-1:] == "}" and '"' in text[:200]


def _read_json(document: Document, text: str) -> tuple[list[Article], list[Rejection]]:
    articles: list[Article] = []
    rejections: list[Rejection] = []
    records = read_records(text)
    for number, record in enumerate(records, start=1):
        place = f"#{number}" if len(records) > 1 else ""
        if isinstance(record, RecordError):
            rejections.append(_rejection(document, record.reason_code, str(record), place))
            continue
        stated, sentences = fit_fields(record.meta)
        rejections += _unfit(document, sentences, place)
        meta = {**stated, **document.meta}
        text_or_none, html = record.text, record.html
        if text_or_none is not None and looks_like_html(text_or_none):
            text_or_none, html = None, text_or_none
        found, refused = _articles(document, text_or_none, html, meta, len(articles), place)
        articles += found
        rejections += refused
    return articles, rejections


def _articles(
    document: Document, text: str | None, markup: str | None, meta: dict[str, str], first_index: int, place: str = ""
) -> tuple[list[Article], list[Rejection]]:
    pages = [Page(text or "")] if markup is None else read_pages(markup)
    if not pages:
        return [], [_rejection(document, "no_text", "is an HTML page without running text", place)]
    articles: list[Article] = []
    reason = ("no_text", "has no running text")
    for page in pages:
        if page.is_index:
            reason = ("index_page", "lists other stories and tells none")
            continue
        lines = page_lines(page.text)
        title = (None if articles else meta.get("title")) or page.title
        stories = read_stories(lines, page.printed_title or title, guess_title=markup is None)
        if notice := page_notice(title, lines, sum(story.n_prose_words for story in stories)):
            reason = (notice.code, notice.reason)
            continue
        headline = page.printed_title or page.title or title
        if headline and len(headline) <= _LONGEST_HEADLINE and stories and stories[0].title is None:
            _put_title(stories[0], headline)
        if not stories:
            story = _headline_story(page, lines, title if page.is_story or "title" in meta else None, markup is None)
            stories = [story] if story else []
        if not stories:
            reason = _why_no_story(page.text)
        share = _body_share(page, lines, stories)
        for number, story in enumerate(stories):
            if not _is_language(story.body):
                reason = ("not_an_article", "is figures, signs or one phrase over and over")
                continue
            index = first_index + len(articles)
            own = page if number == 0 else replace(page, title=None, printed_title=None, byline=None)
            article = _article(document, story, own, {} if articles else meta, meta, index)
            articles.append(replace(article, body_share=share))
    return articles, [] if articles else [_rejection(document, *reason, place)]


def _put_title(story: Story, title: str) -> None:
    """The headline opens the body, once: what only it tells can be quoted."""
    story.title = title
    if not story.paragraphs or fold(story.paragraphs[0]) != fold(title):
        story.paragraphs.insert(0, title)


def _headline_story(page: Page, lines: list[str], title: str | None, is_plain: bool) -> Story | None:
    """A post that is all headline, as channels and wires send them: a few lines of which one reads like one, or a
    list whose lines nearly all do ("Drones hit a depot near Kursk, governor says"; not "World News | Sport").

    On a page with markup, where lines are also links and labels, only a title that the page or its feed calls an
    article's makes a story.
    """
    own = [line for line in lines if not is_furniture(line)]
    if is_plain:
        is_short = len(own) <= _MOST_HEADLINES and any(len(line.split()) >= _MIN_HEADLINE_WORDS for line in own)
        if not is_short and not _is_list_of_headlines(own):
            return None
        kept = [title, *own] if title and fold(title) not in map(fold, own) else own
    else:
        kept = [title] if title and len(title.split()) >= _MIN_HEADLINE_WORDS else []
    if not kept:
        return None
    return Story(title=kept[0], paragraphs=list(dict.fromkeys(kept)))


def _is_list_of_headlines(lines: list[str]) -> bool:
    telling = [line for line in lines if len(line.split()) >= _MIN_TELLING_WORDS and not line.isupper()]
    return bool(lines) and len(telling) >= _TELLING_SHARE * len(lines)


def _body_share(page: Page, lines: list[str], stories: list[Story]) -> float | None:
    """Words of running text kept, of those found; None where there is none."""
    found = max(page.n_prose_words or 0, n_prose_words(lines))
    kept = sum(story.n_prose_words for story in stories)
    return round(min(1.0, kept / found), 3) if found else None


def _is_language(body: str) -> bool:
    """Running text is mostly letters and does not repeat a handful of words."""
    sample = body[:5_000]
    blanks = sample.count(" ") + sample.count("\n")
    different = len(set(sample[:1_000].casefold().split()[:-1]))
    if different < 0.1 * (blanks + 1):  # the head alone does not show it
        words = sample.casefold().split()
        if len(words) >= 30 and len(set(words)) < 0.1 * len(words):
            return False
    return _letters(sample, 0.6 * (len(sample) - blanks))


def _letters(sample: str, least: float) -> bool:
    """Whether the sample has at least so many letters; English text is told by its ASCII letters alone."""
    if len(sample.encode("ascii", "ignore").translate(None, _NO_LETTERS)) >= least:
        return True
    return sum(map(str.isalpha, sample)) >= least


def _why_no_story(text: str) -> tuple[str, str]:
    sample = clean_text(text[:100_000])
    words = len(sample.split())
    if words < 5:
        return "no_text", f"has only {words} words"
    signs = len("".join(sample.split()))
    if sum(map(str.isalpha, sample)) < 0.6 * signs:
        return "not_an_article", "is mostly figures and signs: data or code, not an article"
    return "no_text", "has links and labels but no running text"


def _article(
    document: Document, story: Story, page: Page, own: dict[str, str], meta: dict[str, str], index: int
) -> Article:
    """`own` is the metadata of the document's first story, `meta` what holds for all its stories."""
    url = meta.get("url") or page.url
    published = _published(document, story, page, own, meta, url)
    return Article(
        document_id=document.document_id,
        article_index=index,
        source_uri=document.source_uri,
        source_name=document.source_name,
        body=story.body,
        title=own.get("title") or page.title or _plain_title(story.title),
        publisher=meta.get("publisher") or page.publisher or story.outlet,
        url=url,
        agency=story.agency,
        byline=story.byline or page.byline,
        dateline_place=story.dateline_place,
        published_at=published.date,
        published_basis=published.basis,
        published_unusable=published.unusable,
        published_time=published.time,
        is_correction=opens_with_notice(story.body),
        is_stub=story.is_stub,
        language=language_of(story.body),
    )


def _plain_title(title: str | None) -> str | None:
    """A headline without the site's name and the dots of a search result behind it."""
    if not title:
        return None
    return (
        _SITE_NAME.sub("", title).rstrip(" .…") if _SITE_NAME.search(title) or title.endswith(("...", "…")) else title
    )


def _published(
    document: Document, story: Story, page: Page, own: dict[str, str], meta: dict[str, str], url: str | None
) -> PublishedDate:
    """The publication day and where it comes from.

    What accompanies the document comes first (sidecar, feed), then what the page declares, its address, the lines
    around its headline, its dateline; the date of an update only where there is no other. Of a page with several
    stories the address dates the first.
    """
    given = "feed" if document.source_uri.startswith(("http://", "https://")) else "sidecar"
    found = [StatedDate(given, document.meta.get("published", "")), StatedDate("meta", meta.get("published", ""))]
    found += page.dates
    address = [StatedDate("url", str(date))] if (date := url_date(url)) else []
    lines = [*page.marked_dates, *_stated("byline", story.byline_date), *page.visible_dates]
    lines += _stated("dateline", story.dateline_date)
    found += address + lines if own or story.title == page.title else lines + address
    found += _stated("byline", story.updated_date)
    zone = find_zone(meta.get("time_zone"))
    return choose_date([item for item in found if item.text], zone)


def _stated(basis: str, date: dt.date | None) -> list[StatedDate]:
    return [StatedDate(basis, date.isoformat())] if date else []


def _rejection(document: Document, code: str, reason: str, place: str = "") -> Rejection:
    """`place` names the part of the document ("#3" for the third record), so that each part is a row of its own."""
    return Rejection(
        source_uri=document.source_uri + place,
        source_name=document.source_name,
        reason_code=code,
        reason=reason,
        size_bytes=len(document.content),
        content_hash=document.content_hash,
        fetched_at=document.fetched_at,
    )
