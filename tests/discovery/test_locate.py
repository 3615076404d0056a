"""The installed theorem files are found, whatever folders lie where Python was started."""

import subprocess
import sys

PLACES = """
from pathlib import Path
import boundkit.theorems
from boundkit.discovery.locate import located

(root,) = map(Path, boundkit.theorems.__path__)
shipped = {name: path for name, path in located().items() if path.name == "piece_count.py"}
assert shipped == {"boundkit.theorems.wang2025.piece_count": root / "wang2025" / "piece_count.py"}, shipped
from boundkit.theorems.wang2025 import piece_count
assert Path(piece_count.__file__) == root / "wang2025" / "piece_count.py"
"""


def test_folders_where_python_starts_hide_nothing(tmp_path):
    for folder in ("theorems", "theorems/wang2025", "tests", "classical", "wang2025", "boundkit/theorems/wang2025"):
        (tmp_path / folder).mkdir(parents=True)
        if not folder.startswith("boundkit"):  # a package of that name is another boundkit
            (tmp_path / folder / "__init__.py").write_text("raise ImportError('the decoy')")
    (tmp_path / "theorems/wang2025/piece_count.py").write_text("raise ImportError('the decoy')")
    done = subprocess.run([sys.executable, "-c", PLACES], cwd=tmp_path, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
