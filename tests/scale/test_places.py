"""Places a run may not take, and odd names of files: refused or taken in words, never half, never by surprise."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest
from runs import NOW, Said, beside, contents, write_orders

from cli.run.part import attempt
from routing.intake.files import find

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence
    from pathlib import Path

    from cli.run.part import Outcome, PartJob

WAYS = pytest.mark.parametrize("way", [[], ["--resume"]], ids=["one go", "parts"])


@pytest.fixture(autouse=True)
def _parts_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes parts in this process: starting others takes longer than all that is asked here."""

    def here(jobs: Sequence[PartJob], _workers: int) -> Generator[Outcome]:
        yield from map(attempt, jobs)

    monkeypatch.setattr("cli.run.sharing.made_parts.on_this_machine", here)


@pytest.mark.parametrize("out", [".", "..", "/", "/proc"])
def test_the_folder_one_stands_in_and_whole_disks_are_not_replaced(
    tmp_path: Path, sampan: Callable[..., Said], monkeypatch: pytest.MonkeyPatch, out: str
) -> None:
    """A shell in a folder that is replaced would see neither the old run nor the new."""
    orders = write_orders(tmp_path / "a.csv", 0, 5)
    (tmp_path / "deep").mkdir()
    monkeypatch.chdir(tmp_path / "deep")
    said = sampan("route", orders, "--out", out)
    assert (said.code, said.out) == (3, "")
    assert "Name another folder." in said.err or "Name a folder within it." in said.err
    assert beside(tmp_path / "run") == ["a.csv", "deep"]


def test_a_circle_of_links_is_no_place(tmp_path: Path, sampan: Callable[..., Said]) -> None:
    """Exit 3 with its name."""
    (tmp_path / "loop").symlink_to("loop")
    said = sampan("route", write_orders(tmp_path / "a.csv", 0, 5), "--out", tmp_path / "loop")
    assert said.code == 3
    assert "loop: cannot be written to" in said.err


def test_a_run_works_where_the_current_folder_is_gone(
    tmp_path: Path, sampan: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With whole paths nothing needs it."""
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert sampan("route", write_orders(tmp_path / "a.csv", 0, 5), "--out", tmp_path / "run").code == 0


@pytest.mark.parametrize("arguments", [["", "--out", "run"], ["a.csv", "--out", ""], ["a.csv", "--out", "\udcff"]])
def test_empty_and_unspeakable_names_are_wrong_use(sampan: Callable[..., Said], arguments: list[str]) -> None:
    """An unset variable does not mean the current folder."""
    said = sampan("route", *arguments)
    assert said.code == 2
    assert "is empty. Name a file" in said.err or "is no UTF-8 text" in said.err


@WAYS
def test_a_run_inside_the_folder_of_orders_is_not_read_as_orders(
    tmp_path: Path, sampan: Callable[..., Said], way: list[str]
) -> None:
    """Day after day into the same folder: the earlier run, and the parts of a stopped one, are no orders."""
    folder = tmp_path / "in"
    folder.mkdir()
    write_orders(folder / "a.csv", 0, 60)
    broken = folder / "b.csv"
    broken.write_bytes(b"\x00\x01 no orders at all")
    assert sampan("route", folder, "--out", folder / "run", "--now", NOW, "--workers", "2").code == 3
    assert (folder / "run.parts").is_dir()
    broken.unlink()
    for _ in range(2):
        assert (
            sampan("route", folder, "--out", folder / "run", "--now", NOW, *way).code == 1
        )  # one is too heavy to read
    manifest = json.loads((folder / "run" / "run.json").read_text())
    assert [one["name"] for one in manifest["inputs"]["orders"]] == ["a.csv"]
    assert manifest["counts"]["rows_read"] == 60


@WAYS
def test_names_with_signs_of_patterns_are_names(tmp_path: Path, sampan: Callable[..., Said], way: list[str]) -> None:
    """`orders[1].csv` to `run[1]`, verified and explained; a name as long as a disk takes is no fault either."""
    orders = write_orders(tmp_path / "orders[1].csv", 0, 5)
    long = write_orders(tmp_path / ("订" * 80 + ".csv"), 10, 5)
    out = tmp_path / "run[1]"
    assert sampan("route", orders, long, "--out", out, "--now", NOW, *way).code == 0
    assert sampan("verify", out).out == "10 lines recomputed: no difference.\n"
    assert sampan("explain", "N1", "--run", out).code == 0
    assert sampan("labels", out, "--layout", "address-list").code == 0
    assert "Order N1" in sampan("reply", "suggest", "N1", "--run", out, "--says", "where is it").out


@WAYS
@pytest.mark.parametrize("name", ["none.csv", "empty", "empty.csv", "dangling.csv"])
def test_what_cannot_be_read_is_refused_the_same_in_every_way(
    tmp_path: Path, sampan: Callable[..., Said], name: str, way: list[str]
) -> None:
    """Exit 3 with its name; the other file alone is not routed, and nothing but parts to resume is left, and told."""
    good = write_orders(tmp_path / "good.csv", 0, 5)
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "dangling.csv").symlink_to("gone.csv")
    said = sampan("route", good, tmp_path / name, "--out", tmp_path / "run", *way)
    assert (said.code, said.out) == (3, "")
    assert f"{name}: " in said.err
    assert ("Route again with --resume" in said.err) == (tmp_path / "run.parts").exists()
    assert not (tmp_path / "run").exists()


@WAYS
def test_files_of_one_name_give_the_same_bytes_in_every_way(
    tmp_path: Path, sampan: Callable[..., Said], way: list[str]
) -> None:
    """Told apart by their folders in every file of the run; run.json is the same too, but for its times."""
    for shop, first in (("one", 0), ("two", 3)):
        (tmp_path / shop).mkdir()
        write_orders(tmp_path / shop / "orders.csv", first, 5)
    files = [tmp_path / shop for shop in ("one", "two")]
    sampan("route", *files, "--out", tmp_path / "right", "--now", NOW)
    sampan("route", *files, "--out", tmp_path / "run", "--now", NOW, *way)
    assert contents(tmp_path / "run") == contents(tmp_path / "right")
    assert b"two/orders.csv,2,N3," in contents(tmp_path / "run")["problems.csv"]
    manifests = [json.loads((tmp_path / name / "run.json").read_text()) for name in ("right", "run")]
    for manifest in manifests:
        del manifest["started"], manifest["finished"]
    assert manifests[0] == manifests[1]
    assert [one["name"] for one in manifests[0]["inputs"]["orders"]] == ["one/orders.csv", "two/orders.csv"]


@pytest.mark.parametrize("option", ["--products", "--policy", "--fx", "--calendar"])
def test_facts_from_a_pipe_are_wrong_use(tmp_path: Path, sampan: Callable[..., Said], option: str) -> None:
    """The run keeps a copy of them; as by `--policy <(...)`."""
    os.mkfifo(tmp_path / "pipe")
    orders = write_orders(tmp_path / "a.csv", 0, 5)
    said = sampan("route", orders, "--out", tmp_path / "run", option, tmp_path / "pipe")
    assert said.code == 2
    assert "can be read only once, and a run keeps a copy of its facts" in said.err


def test_a_folder_of_ones_own_is_not_taken_for_parts(tmp_path: Path, sampan: Callable[..., Said]) -> None:
    """`run.parts` that no run made is left as it is."""
    (tmp_path / "run.parts").mkdir()
    (tmp_path / "run.parts" / "thesis.txt").write_text("mine")
    said = sampan("route", write_orders(tmp_path / "a.csv", 0, 5), "--out", tmp_path / "run", "--workers", "2")
    assert said.code == 3
    assert "holds no parts.json: nothing there is overwritten" in said.err
    assert (tmp_path / "run.parts" / "thesis.txt").read_text() == "mine"


@WAYS
def test_the_walk_of_a_run_enters_the_finding_of_order_files_once(
    tmp_path: Path, sampan: Callable[..., Said], monkeypatch: pytest.MonkeyPatch, way: list[str]
) -> None:
    """Each path typed is looked at once, each folder walked once: what was found is handed on."""
    for name in ("in/a.csv", "in/deep/b.csv", "c.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        write_orders(tmp_path / name, 0, 3)
    looked_at: list[str] = []
    walked: list[str] = []
    at, walk = find.files_at, os.walk

    def noting(path: Path) -> list[Path]:
        looked_at.append(path.name)
        return at(path)

    def walking(folder: Path, **options: Any) -> Iterator[tuple[str, list[str], list[str]]]:
        walked.append(folder.name)
        return walk(folder, **options)

    monkeypatch.setattr(find, "files_at", noting)
    monkeypatch.setattr("routing.intake.files.find.os.walk", walking)
    said = sampan("route", tmp_path / "in", tmp_path / "c.csv", "--out", tmp_path / "run", "--now", NOW, *way)
    assert said.code == 1, "the files repeat each other's orders"
    assert looked_at == ["in", "c.csv"]
    assert walked == ["in"]
