"""How much of real question banks comes in whole: `python -m benchmarks.banks mdquiz FOLDER '*.md'`.

The folder holds banks of one format, which are not part of this repository. Each file is imported into a course of its own
(all files of mdquiz into one), which must build without an error.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

from lecprep import importers
from lecprep.build import check
from lecprep.diagnostics import LecprepError, Severity


def main(name: str, folder: Path, pattern: str) -> None:
    """Print how many questions there are, how many came in whole, and what was lost most often."""
    files = sorted(folder.rglob(pattern))
    groups = [files] if name == "mdquiz" else [[file] for file in files]
    questions = whole = unclean = 0
    lost: Counter[str] = Counter()
    for group in groups:
        try:
            imported = importers.FORMATS[name](importers.read_files(group))
            with tempfile.TemporaryDirectory() as root:
                planned = importers.plan(imported, Path(root, "content", "lectures"))
                importers.write(planned)
                if planned.questions:
                    unclean += any(d.severity is Severity.ERROR for d in check(Path(root)).diagnostics)
        except LecprepError as problem:
            print(f"refused: {problem}")
            continue
        questions += planned.questions + planned.left_out
        whole += planned.whole
        lost.update(f"{loss.what}: {loss.why}"[:100] for loss in planned.losses)
    print(f"{questions} questions, {whole} whole ({whole / max(questions, 1):.1%}); {unclean} courses with errors")
    for what, times in lost.most_common(20):
        print(f"{times:6}  {what}")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
