"""Checks that the checkout can be released under its version: `make release-check`.

Each problem is one line on standard error: the file, what is wrong, what to do. Exit status 1 if there is one.
"""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

_VERSION = re.compile(r'^__version__ = "(\d+\.\d+\.\d+)"$', re.MULTILINE)
_SECTION = re.compile(r"^## \[(?P<name>[^\]]+)\](?: - (?P<date>\S+))?$", re.MULTILINE)
_ADDRESS = re.compile(r"https?://|^--(?:index|extra-index|find-links)", re.MULTILINE)


def read_version(root: Path) -> str:
    """The version that `ingest/__init__.py` states; empty where it states none of the form 1.2.3."""
    found = _VERSION.search((root / "ingest" / "__init__.py").read_text(encoding="utf-8"))
    return found.group(1) if found else ""


def changelog_sections(text: str) -> dict[str, tuple[str | None, str]]:
    """The sections of a changelog by name: (date or None, text below the heading)."""
    headings = list(_SECTION.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    return {
        heading["name"]: (heading["date"], text[heading.end() : end].strip())
        for heading, end in zip(headings, ends, strict=True)
    }


def changelog_problems(text: str, version: str, today: dt.date) -> Iterator[str]:
    """What keeps a changelog from being released as `version`."""
    sections = changelog_sections(text)
    if "Unreleased" not in sections:
        yield "CHANGELOG.md: no section [Unreleased]; add one above the newest version"
    elif sections["Unreleased"][1]:
        yield f"CHANGELOG.md: [Unreleased] has entries; move them to a section [{version}] with today's date"
    date, entries = sections.get(version, (None, ""))
    if version not in sections:
        yield f"CHANGELOG.md: no section [{version}]; add one with today's date"
    elif not entries:
        yield f"CHANGELOG.md: the section [{version}] is empty; say what changed"
    elif date is None or not re.fullmatch(r"\d{4}-\d\d-\d\d", date):
        yield f"CHANGELOG.md: the section [{version}] has no date; write it as [{version}] - YYYY-MM-DD"
    elif dt.date.fromisoformat(date) > today:
        yield f"CHANGELOG.md: the section [{version}] is dated {date}, after today; correct the date"


def lock_problems(root: Path) -> Iterator[str]:
    """Lock files that name an address: they hold versions and hashes only."""
    for lock in sorted(root.glob("requirements*.lock")):
        if _ADDRESS.search(lock.read_text(encoding="utf-8")):
            yield f"{lock.name}: names an address; compile it again with `make lock`"


def git_problems(root: Path, version: str) -> Iterator[str]:
    """Changes that are not committed, and a tag of this version that is somewhere else."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=False).stdout.strip()

    if git("status", "--porcelain"):
        yield "git: there are changes that are not committed; commit or discard them"
    tagged = git("rev-list", "-n", "1", f"v{version}")
    if tagged and tagged != git("rev-parse", "HEAD"):
        yield f"git: the tag v{version} is on another commit; raise the version in ingest/__init__.py"


def main() -> int:
    """Print every problem; 0 when the checkout can be tagged."""
    version = read_version(ROOT)
    if not version:
        print('ingest/__init__.py: no line __version__ = "1.2.3"; write the version there', file=sys.stderr)
        return 1
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    problems = [
        *changelog_problems(changelog, version, dt.datetime.now(dt.UTC).date()),
        *lock_problems(ROOT),
        *git_problems(ROOT, version),
    ]
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print(f"{version} can be released: git tag v{version}, then push the tag")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
