"""Execute every notebook of this folder from its first cell; stop at the first that raises.

    python notebooks/execute.py [FOLDER]

FOLDER gets them with what they show, such as docs/notebooks for the documentation.
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient


def main(folder: Path | None) -> None:
    for path in sorted(Path(__file__).parent.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        NotebookClient(notebook, timeout=600, kernel_name="python3").execute()
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            nbformat.write(notebook, folder / path.name)
        print(f"{path.name}: {sum(cell.cell_type == 'code' for cell in notebook.cells)} cells ran")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
