"""Files of orders behind paths: none is missed in silence, none is read that is none, each has a name of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from told import refused

from cli.words import sentence
from routing.errors import InputError
from routing.intake import order_files, read_orders, read_products
from routing.intake.files.find import files_within, told_apart

HEADER = "order_id,paid_at,country,weight_g,size\n"


def _write(path: Path, order: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER + order, encoding="utf-8")
    return path


def test_runs_their_parts_and_hidden_things_are_no_orders(tmp_path: Path) -> None:
    """A folder with run.json or parts.json is passed over with all below it, as are hidden folders and files."""
    wanted = [_write(tmp_path / name) for name in ("a.csv", "deep/er/b.CSV")]
    for name in ("run/x.csv", "run/inputs/fx.csv", "run.parts/0/x.csv", ".git/x.csv", ".x.csv", "~$x.csv", "notes.md"):
        _write(tmp_path / name)
    (tmp_path / "run" / "run.json").write_text("{}")
    (tmp_path / "run.parts" / "parts.json").write_text("{}")
    assert files_within(tmp_path) == wanted


def test_linked_folders_are_read_once_and_circles_end(tmp_path: Path) -> None:
    """A link to a folder elsewhere is followed; a link back to the folder itself is not walked for ever."""
    _write(tmp_path / "elsewhere" / "b.csv")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "far").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "in" / "self").symlink_to(tmp_path / "in")
    assert files_within(tmp_path / "in") == [tmp_path / "in" / "far" / "b.csv"]


def test_a_link_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    """Its orders would be missed in silence."""
    _write(tmp_path / "a.csv")
    (tmp_path / "today.csv").symlink_to("gone.csv")
    with refused(InputError, r"today\.csv: leads to no plain file\. Mend the link, or remove it\."):
        files_within(tmp_path)


def test_a_folder_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `os.walk` meets it where permissions count; so is every other fault, in one go."""
    _write(tmp_path / "locked" / "a.csv")
    (tmp_path / "b.csv").symlink_to("gone.csv")
    listed = os.scandir

    def refusing(path: str) -> os._ScandirIterator[str]:
        if path.endswith("locked"):
            raise PermissionError(13, "Permission denied", path)
        return listed(path)

    monkeypatch.setattr(os, "scandir", refusing)
    with refused(InputError, r"(?s)locked: may not be read \(Permission denied\).*b\.csv: leads to no"):
        files_within(tmp_path)


def test_every_path_that_leads_nowhere_is_told_at_once(tmp_path: Path) -> None:
    """Missing files, empty folders, and a name whose bytes are no UTF-8 and could not be written down."""
    (tmp_path / "empty").mkdir()
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.csv"))
    with pytest.raises(InputError) as told:
        order_files([tmp_path / "none.csv", tmp_path / "empty", odd])
    text = sentence(told.value)
    assert "none.csv: there is no such file" in text
    assert "empty: holds no file of orders" in text
    assert r"\udcff.csv': has a name that is no UTF-8 text. Rename it." in text


def test_a_closed_standard_input_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """As by `sampan route - <&-`."""
    monkeypatch.setattr(sys, "stdin", None)
    with refused(InputError, "stdin: is closed"):
        list(read_orders(order_files(["-"])))


def test_files_of_one_name_are_told_apart_by_the_folders_above(tmp_path: Path) -> None:
    """As many folders as are needed; a file named twice is one file; a name borne once stays as it is."""
    names = ("x/1/a.csv", "y/1/a.csv", "y/2/a.csv", "y/b.csv")
    files = [tmp_path / name for name in names]
    assert list(told_apart([*files, files[0]]).values()) == ["x/1/a.csv", "y/1/a.csv", "2/a.csv", "b.csv"]


def test_a_file_that_several_paths_lead_to_is_read_once(tmp_path: Path) -> None:
    """Named twice, by its folder too, by a way round and by a link: its orders would be sent as often."""
    line = "1,2026-11-20T09:30:26+08:00,DE,100,20x10x5 cm\n"
    file = _write(tmp_path / "in" / "a.csv", line)
    (tmp_path / "link.csv").symlink_to(file)
    paths = [file, file, tmp_path / "in", tmp_path / "in" / ".." / "in" / "a.csv", tmp_path / "link.csv"]
    (found,) = order_files(paths)
    assert (found.path, found.name) == (file, "a.csv")
    (batch,) = read_orders([found])
    assert len(batch.table) == 1
    other = _write(tmp_path / "b.csv", line.replace("1,", "2,", 1))
    assert [one.path for one in order_files([other, tmp_path / "in", other])] == [other, file]


def test_an_order_repeated_in_a_file_of_the_same_name_is_found_by_its_folder(tmp_path: Path) -> None:
    """Two shops export `orders.csv`: the problem names which of them, and so does the order's source."""
    line = "1,2026-11-20T09:30:26+08:00,DE,100,20x10x5 cm\n"
    files = [_write(tmp_path / shop / "orders.csv", line) for shop in ("one", "two")]
    first, second = read_orders(order_files(files))
    assert first.table.frame["source"].to_list() == ["one/orders.csv"]
    (problem,) = second.problems
    assert problem.file == "two/orders.csv"
    assert "was read before: one/orders.csv row 2" in sentence(problem.reason)


def test_a_product_master_is_one_file(tmp_path: Path) -> None:
    """A folder of two is refused by name."""
    for name in ("a.csv", "b.csv"):
        _write(tmp_path / name)
    with refused(InputError, "holds 2 files; a product master is one"):
        read_products(tmp_path)
