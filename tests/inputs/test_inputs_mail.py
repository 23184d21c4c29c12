"""Mails and mailboxes: newsletters, one article a mail unless it holds several."""

from __future__ import annotations

import datetime as dt

import pytest
from channel_exports import report
from written_files import newsletter, pdf

from ingest.articles.mail import read_mail

MARKUP = (
    "<html><body><table><tr><td><a href='#'>View in browser</a></td></tr><tr><td><h1>Night over the port</h1>"
    f"<p>{report(1)}</p><p>Rescuers worked until the morning, the service said in its report.</p></td></tr>"
    "</table></body></html>"
)


def mailbox(*mails: bytes) -> bytes:
    lines = []
    for mail in mails:
        body = b"\n".join(b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in mail.split(b"\n"))
        lines.append(b"From news@ledger.example Fri Aug 28 23:30:00 2026\n" + body + b"\n\n")
    return b"".join(lines)


def test_subject_sender_and_date_with_its_zone(folder, read):
    (folder / "a.eml").write_bytes(newsletter(report(1)))
    (folder / "b.eml").write_bytes(newsletter("In plain words only.", html=MARKUP))
    found = read()
    plain, rich = found.articles
    assert (plain.title, plain.publisher) == ("Night report", "The Daily Ledger") and report(1) in plain.body
    # 23:30 in New York: the day there, although it is the 29th in Kyiv
    assert plain.published_at == dt.date(2026, 8, 28)
    assert report(1) in rich.body and "<" not in rich.body and not found.rejections
    assert read_mail((folder / "a.eml").read_bytes()).meta["published"] == "2026-08-28T23:30:00-04:00"


def test_encoded_words_and_charsets(folder, read):
    text = f"{report(2)} Мер міста подякував рятувальникам за роботу."
    mail = newsletter(text, subject="Fwd: Ніч у Харкові").replace(
        b"Content-Transfer-Encoding: 8bit", b"Content-Transfer-Encoding: 8bit"
    )
    (folder / "a.eml").write_bytes(mail)
    head = "From: =?windows-1251?B?zfLu6A==?= <a@b.test>\nSubject: News\nContent-Type: text/plain; charset=windows-1251"
    raw = f"{head}\n\n"
    (folder / "b.eml").write_bytes(raw.encode() + f"{report(3)} Мер міста.".encode("cp1251"))
    first, second = read().articles
    assert first.title == "Ніч у Харкові" and "подякував" in first.body
    assert "Мер міста" in second.body and second.publisher == "Нтои"


def test_mailbox_of_many(folder, read):
    odd = newsletter(f"{report(3)}\n\nFrom Kyiv, our reporter adds that trams run again in the whole city.")
    (folder / "box.mbox").write_bytes(mailbox(newsletter(report(1)), b"no headers at all", odd, newsletter(report(4))))
    found = read()
    assert [report(n) in body for n, body in zip((1, 3, 4), found.bodies, strict=True)] == [True] * 3
    assert "\n\nFrom Kyiv, our reporter" in found.bodies[1]
    assert found.codes == [("box.mbox#M2", "no_text")]


def test_a_mailbox_whose_mails_do_not_escape(folder, read):
    mail = newsletter(f"{report(3)}\n\nFrom Kyiv, our reporter adds that trams run again in the whole city.")
    (folder / "box.mbox").write_bytes(b"From a@b.test Fri Aug 28 23:30:00 2026\n" + mail)
    assert "From Kyiv" in read().bodies[0]


def test_attachments_are_named(folder, read):
    from email import message_from_bytes, policy

    mail = message_from_bytes(newsletter(report(1)), policy=policy.default)
    mail.add_attachment(pdf(["Text"]), maintype="application", subtype="pdf", filename="figures.pdf")
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png")
    (folder / "a.eml").write_bytes(mail.as_bytes())
    found = read()
    assert len(found.articles) == 1 and found.codes == [("a.eml#figures.pdf", "unsupported")]


def test_a_forwarded_mail_is_the_inner_one(folder, read):
    from email.message import EmailMessage

    outer = EmailMessage()
    outer["From"], outer["Subject"], outer["Date"] = "me@b.test", "Fwd", "Mon, 31 Aug 2026 10:00:00 +0000"
    inner = EmailMessage()
    inner["From"], inner["Subject"], inner["Date"] = (
        "Port Watch <a@b.test>",
        "Port hit",
        "Fri, 28 Aug 2026 10:00:00 +0300",
    )
    inner.set_content(report(5))
    outer.make_mixed()
    outer.add_attachment(inner)
    (folder / "a.eml").write_bytes(outer.as_bytes())
    (article,) = read().articles
    assert (article.title, article.publisher, article.published_at) == ("Port hit", "Port Watch", dt.date(2026, 8, 28))


HOSTILE = {
    "empty.eml": (b"", "empty"),
    "text.eml": (b"Just a text without any header in it.", "no_text"),
    "cut.eml": (newsletter(report(1), html=MARKUP)[:200], "no_text"),
    "binary.eml": (bytes(range(256)) * 20, "no_text"),
    "picture.eml": (
        b"From: a@b.test\nSubject: x\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0K\n",
        "no_text",
    ),
    "empty.mbox": (b"", "empty"),
    "text.mbox": (b"no mailbox at all", "unsupported"),
    "deep.eml": (
        b"".join(b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(900)),
        "no_text",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_have_one_reason_and_lose_no_neighbour(folder, read, name):
    content, code = HOSTILE[name]
    (folder / name).write_bytes(content)
    (folder / "zz.eml").write_bytes(newsletter(report(4)))
    found = read()
    assert [reason for _, reason in found.codes] == [code]
    assert report(4) in found.bodies[-1]


def test_a_large_mail_is_refused_and_the_next_read(folder, read):
    (folder / "box.mbox").write_bytes(mailbox(newsletter("word " * 3000), newsletter(report(2))))
    found = read(max_bytes=5000)
    assert found.codes == [("box.mbox#M1", "too_large")] and report(2) in found.bodies[0]


def test_a_header_without_end_is_cut_and_loses_no_text():
    # the standard library's parser wants gigabytes for a subject of 400 kB in encoded words
    story = "A drone hit a house in the town on Friday and killed two people, the governor said."
    mail = read_mail(f"From: a@b.example\r\nSubject: {'=?utf-8?q?a?= ' * 30_000}\r\n\r\n{story}".encode())
    assert mail.text == story and set(mail.meta["title"]) <= {"a", "=", "?", "u", "t", "f", "-", "8", "q", " "}
    assert len(mail.meta["title"]) < 10_000
