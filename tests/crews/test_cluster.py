"""Work on a cluster: the same as in one process, also when workers are killed, and clear errors where there is none."""

import json
import os
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest
from calls import Killed, act, title

from boundkit.cli import main
from boundkit.constructions.digits import digits
from boundkit.constructions.gaussian import gaussian_network
from boundkit.crews import cluster as module
from boundkit.crews.cluster import Cluster, cluster
from boundkit.crews.crew import Lost
from boundkit.crews.spread import spread
from boundkit.discovery.sources import digest
from boundkit.errors import MalformedInputError, MissingExtraError, WorkerError
from boundkit.networks import save
from boundkit.regions import count, jobs, regions, skeleton_shared

THEOREM = """
import os, signal
from pathlib import Path
from boundkit.evidence import instances
from boundkit.statements import UPPER, Claim, Theorem, cite, natural, quantity

n = natural("n", "size")
N = quantity("N", "the size again", measure=int)

def build(n):
    mark = Path(__file__).with_name("killed")
    if n == 3 and not mark.exists():
        mark.write_text("")
        os.kill(os.getppid(), signal.SIGKILL)
        signal.pause()
    if n == 5:
        raise ValueError("no five")
    return n

THEOREM = Theorem(
    id="mortal.x",
    title="a size",
    source=cite("folklore", "everywhere"),
    claims=(Claim("upper", UPPER, N <= n), Claim("smaller", UPPER, N <= n - 1)),
    evidence=tuple(instances("upper", build, name=f"size {size}", n=(size,)) for size in (3, 4, 5, 2))
    + (instances("smaller", build, name="sizes", n=(2, 4)),),
)
"""

TIMED = {"seconds", "pieces_seconds", "digest"}  # which is of the whole document


@pytest.fixture(scope="module")
def address():
    """Of a scheduler with two workers."""
    distributed = pytest.importorskip("distributed")

    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50) as made:
        yield made.scheduler_address


@pytest.fixture
def theorem(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mortal.py").write_text(THEOREM)
    return "mortal.py"


def without_times(document):
    if isinstance(document, dict):
        return {key: without_times(value) for key, value in document.items() if key not in TIMED}
    return [without_times(value) for value in document] if isinstance(document, list) else document


def answered(capsys, *words):
    code = main([*words, "--json"])
    return code, json.dumps(without_times(json.loads(capsys.readouterr().out)), indent=1)


@pytest.mark.heavy
def test_a_check_whose_worker_is_killed_gives_the_document_of_one_process(theorem, address, capsys, tmp_path):
    killed = answered(capsys, "check", theorem, "--scheduler", address, "-o", "out")
    assert (tmp_path / "killed").exists()
    assert killed == answered(capsys, "check", theorem, "--jobs", "1")
    assert killed[0] == 1
    assert "no five (mortal.py, line" in killed[1]
    assert (tmp_path / "out" / "check.jsonl").read_text().count("\n") == 5


@pytest.mark.heavy
def test_a_search_finds_the_same_witness(theorem, address, capsys, tmp_path):
    (tmp_path / "killed").touch()
    words = "falsify", theorem, "--evaluations", "10", "--restarts", "2"
    found = answered(capsys, *words, "--scheduler", address)
    assert found == answered(capsys, *words)
    assert '"REFUTED"' in found[1]


@pytest.mark.heavy
def test_regions_are_those_of_one_process(address, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(jobs, "ALONE", 0.0)
    monkeypatch.setattr(skeleton_shared, "_FEW", 100)
    network, mixture = gaussian_network("3-16-16-1"), digits(12, 2)
    with cluster(address, alike=digest) as place:
        assert count(network, jobs=place).activation_regions == count(network).activation_regions
        assert count(mixture, (0, 1), jobs=place).pieces == count(mixture, (0, 1)).pieces
        listed = [region.pattern for region in regions(mixture, (0, 1), jobs=place)]
        assert listed == [region.pattern for region in regions(mixture, (0, 1), jobs=2)]
    save(network, tmp_path / "net.npz")
    words = "regions", str(tmp_path / "net.npz"), "--box", "-1", "1"
    assert answered(capsys, *words, "--scheduler", address) == answered(capsys, *words)


@pytest.mark.heavy
def test_every_call_is_answered_however_processes_end(address):
    with cluster(address) as place:
        found = dict(spread(act, [("a",), ("exit",), ("b",)], place))
        assert (found[0], found[2]) == ("aa", "bb")
        assert found[1] == Lost("ended with exit code 7", 2)
        with pytest.raises(TypeError):
            list(spread(act, [("a", "b")], place))
        assert dict(spread(Killed(), [("a",)], place))[0].died.startswith("was killed by SIGKILL")


@pytest.mark.heavy
def test_files_that_are_not_on_the_worker_are_sent_there(address, theorem, tmp_path):
    text = (tmp_path / theorem).read_bytes().replace(b"a size", b"the size")
    helper = b"NAME = 'the helper'\n"
    files = {"/nowhere/at/all.py": b"import beside_all\n" + text, "/nowhere/at/beside_all.py": helper}
    with cluster(address) as place:
        assert dict(spread(title, [("/nowhere/at/all.py",)], place, files)) == {0: "the size"}
        with pytest.raises(WorkerError, match=r"cannot load /nowhere/alone.py.*No module named 'not_there'"):
            list(spread(title, [("/nowhere/alone.py",)], place, {"/nowhere/alone.py": b"import not_there\n"}))


@pytest.mark.heavy
def test_workers_that_are_not_alike_are_told(address):
    with cluster(address) as place:
        with pytest.raises(WorkerError, match=r"worker.* has another boundkit or other theorem files"):
            place.require_alike(os.getpid)
        absent = SimpleNamespace(__module__="boundkit.absent", __qualname__="digest")
        with pytest.raises(WorkerError, match=r"cannot import boundkit .*No module named 'boundkit.absent'; install"):
            place.require_alike(absent)


@pytest.mark.heavy
def test_a_scheduler_without_workers_and_one_that_ends_are_told(monkeypatch):
    distributed = pytest.importorskip("distributed")

    with distributed.LocalCluster(n_workers=0, dashboard_address=":0", silence_logs=50) as made:
        told = pytest.raises(WorkerError, match=r"has no workers; start some: dask worker tcp://")
        with told, cluster(made.scheduler_address):
            pass
        with distributed.Client(made, set_as_default=False) as client:
            monkeypatch.setattr(module, "_EMPTY", 0.1)
            monkeypatch.setattr(module, "_LOOK", 0.2)
            place = Cluster(client, "there")
            with pytest.raises(WorkerError, match=r"no worker for 0.1 s"):
                list(spread(act, [("a",)], place))


@pytest.mark.heavy
def test_addresses_where_no_scheduler_is_are_told(monkeypatch):
    monkeypatch.setattr(module, "_REACHED", 0.2)
    pytest.importorskip("distributed")
    told = pytest.raises(WorkerError, match=r"no scheduler answers at tcp://127.0.0.1:9 within 0.2 s")
    with told, cluster("tcp://127.0.0.1:9"):
        pass
    for wrong in ("", "tcp://", "127.0.0.1:port", "smoke://127.0.0.1:8786"):
        with pytest.raises(MalformedInputError, match="is no address of a scheduler"), cluster(wrong):
            pass


def test_what_answers_and_is_no_scheduler_is_told(monkeypatch):
    def client(*_, **__):
        raise MemoryError("Unable to allocate 3 EiB")  # the length of a message, read from another protocol

    monkeypatch.setattr(module, "_distributed", lambda: SimpleNamespace(Client=client))
    told = pytest.raises(WorkerError, match=r"what answers at 10.0.0.1:80 is no scheduler of dask \(MemoryError\)")
    with told, cluster("10.0.0.1:80"):
        pass


def test_without_the_extra_its_name_is_told(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(["check", "classical.line", "--scheduler", "local"]) == 2
    assert "pip install 'boundkit[cluster]'" in capsys.readouterr().err
    with pytest.raises(MissingExtraError), cluster("local"):
        pass


@pytest.mark.heavy
@pytest.mark.skipif(not os.path.isdir("/proc"), reason="looks for processes there")
def test_ctrl_c_is_answered_at_once_and_leaves_nothing(theorem, tmp_path):
    slow = THEOREM.replace("    return n\n", "    import time; time.sleep(60 if n == 2 else 0)\n    return n\n")
    (tmp_path / theorem).write_text(slow)
    (tmp_path / "killed").touch()
    words = [sys.executable, "-m", "boundkit.cli", "check", theorem, "--scheduler", "local", "--jobs", "2", "-o", "out"]
    done = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    journal, end = tmp_path / "out" / "check.jsonl", time.monotonic() + 100
    while not (journal.exists() and journal.read_text().count("\n") >= 2) and time.monotonic() < end:
        time.sleep(0.1)
    os.killpg(done.pid, signal.SIGINT)
    start = time.monotonic()
    _, said = done.communicate(timeout=60)
    assert done.returncode == 130
    assert time.monotonic() - start < 15
    assert "interrupted; continue with" in said
    assert "Traceback" not in said
    end = time.monotonic() + 15
    while (left := of_session(done.pid)) and time.monotonic() < end:
        time.sleep(0.2)
    assert left == []


def of_session(number):
    """Processes of a session that are still there."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == number and fields[0] != "Z":
            found.append(name)
    return found
