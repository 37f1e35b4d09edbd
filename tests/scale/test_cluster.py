"""A run on a Dask cluster gives the bytes of a run on one machine, though a worker is lost on the way."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from distributed import LocalCluster
from runs import NOW, Said, contents

import cli.day.route

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.filterwarnings("ignore")  # of Dask's own making, and of its event loop when it ends


@pytest.fixture
def cluster() -> Iterator[LocalCluster]:
    """Two workers, each a process that a nanny restarts."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as running:
        yield running


def test_a_lost_worker_loses_no_part(
    tmp_path: Path,
    sampan: Callable[..., Said],
    files: list[Path],
    cluster: LocalCluster,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The worker that reads the second file is killed; the scheduler gives the file to another."""
    monkeypatch.setattr(cli.day.route, "refuse_pipes", lambda _: None)  # the file is a pipe, to know when it is read
    sampan("route", *files, "--out", tmp_path / "right", "--now", NOW)
    whole = files[1].with_suffix(".saved")
    files[1].rename(whole)
    os.mkfifo(files[1])
    pids = [worker.pid for worker in cluster.workers.values()]

    def kill_the_reader() -> None:
        feed = os.open(files[1], os.O_WRONLY)  # returns when a worker has begun to read
        victim = next(pid for pid in pids if _holds(pid, files[1]))
        whole.rename(files[1])
        os.kill(victim, signal.SIGKILL)
        time.sleep(0.1)
        os.close(feed)

    killing = threading.Thread(target=kill_the_reader, daemon=True)
    killing.start()
    said = sampan("route", *files, "--out", tmp_path / "run", "--now", NOW, "--cluster", cluster.scheduler_address)
    killing.join(5)
    assert said.code == 1
    assert contents(tmp_path / "run") == contents(tmp_path / "right")


def test_no_cluster_at_the_address_is_wrong_use(
    tmp_path: Path, sampan: Callable[..., Said], files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 2 with the address; nothing is left but the folder of parts."""
    monkeypatch.setattr("cli.run.cluster.CONNECT_S", 1)
    said = sampan("route", *files, "--out", tmp_path / "run", "--cluster", "tcp://127.0.0.1:9")
    assert said.code == 2
    assert "no cluster answers at tcp://127.0.0.1:9" in said.err
    assert not (tmp_path / "run").exists()


def _holds(pid: int, file: Path) -> bool:
    return any(os.path.realpath(one) == str(file) for one in Path(f"/proc/{pid}/fd").iterdir())


def test_a_cluster_with_tls_asks_for_certificates(
    tmp_path: Path, sampan: Callable[..., Said], files: list[Path]
) -> None:
    """Without them nobody would answer; which options give them is told at once."""
    said = sampan("route", *files, "--out", tmp_path / "run", "--cluster", "tls://127.0.0.1:9")
    assert said.code == 2
    assert "Give --tls-ca, --tls-cert and --tls-key." in said.err
