"""A folder of the desk into which files are dropped; what is taken out can be put back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from pathlib import Path


@frozen
class Tray:
    """Files by their names; no word of an address is a path in it."""

    folder: Path
    aside: Path
    """Where those lie that were taken out."""

    def files(self) -> list[Path]:
        """The files, by their names."""
        return files_in(self.folder)

    def get(self, name: str) -> Path | None:
        """The file of that name; None where there is none."""
        return next((one for one in self.files() if one.name == name), None)

    def newest(self) -> Path | None:
        """The file that was dropped last; None where there is none."""
        return max(self.files(), key=lambda one: (one.stat().st_mtime_ns, one.name), default=None)

    def place(self, name: str) -> Path:
        """Where a file of a safe name is to be written; one of that name is taken out first."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.remove(name)
        return self.folder / name

    def remove(self, name: str) -> bool:
        """Takes a file out; False where there is none of that name."""
        path = self.get(name)
        if path is None:
            return False
        self.aside.mkdir(parents=True, exist_ok=True)
        path.replace(self.aside / name)
        return True

    def restore(self, name: str) -> bool:
        """Puts a file back that was taken out; False where there is none of that name."""
        path = next((one for one in files_in(self.aside) if one.name == name), None)
        if path is None or (self.folder / name).exists():
            return False
        path.replace(self.folder / name)
        return True


def files_in(folder: Path) -> list[Path]:
    """The files of a folder that no name hides, by their names; links are none."""
    try:
        found = [one for one in folder.iterdir() if not one.name.startswith(".")]
    except OSError:
        return []
    return sorted(one for one in found if one.is_file() and not one.is_symlink())
