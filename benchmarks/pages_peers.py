"""What the peers of `make bench-pages` give, run in their own environment: JSON on standard output.

pages_peers.py HTML_FOLDER SENTENCES_FILE
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def main(folder: Path, passages_file: Path) -> None:
    """Print, as JSON, what each library makes of the pages and the passages."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree
    from syntok import segmenter

    pages, started = {}, time.process_time()
    for path in sorted(folder.glob("*.html")):
        tree = HTMLTree.parse_from_bytes(path.read_bytes(), "utf-8")
        pages[path.name] = extract_plain_text(tree, main_content=True)
    pages_seconds = time.process_time() - started
    passages = json.loads(passages_file.read_text(encoding="utf-8"))
    ends, started = [], time.process_time()
    for passage in passages:
        found = [sentence for paragraph in segmenter.analyze(passage) for sentence in paragraph]
        ends.append([sentence[-1].offset + len(sentence[-1].value) for sentence in found])
    json.dump(
        {"pages": pages, "pages_seconds": pages_seconds, "ends": ends, "ends_seconds": time.process_time() - started},
        sys.stdout,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
