"""Virtual environments of the engines, and programs run in them while their memory is watched."""

import contextlib
import hashlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

from compiled import FOLDER, STATE

ROOT = FOLDER.parents[1]
EVERY = 0.05  # seconds between two readings of the memory
KILOBYTE = 1024


class MeasureError(Exception):
    """A program or an environment that cannot be measured; its text is for people."""


def python_of(name):
    """The interpreter of the environment `name`, made from requirements/<name>.txt the first time."""
    requirements = FOLDER / "requirements" / f"{name}.txt"
    folder = STATE / "venv" / name
    stamp = folder / ".ready"
    content = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if not (stamp.is_file() and stamp.read_text() == content):
        print(f"Installation de l’environnement {name} (une à cinq minutes)…", file=sys.stderr)
        command([sys.executable, "-m", "venv", folder], f"l’environnement {name} ne peut pas être créé")
        install = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        command([*install, "--requirement", requirements], f"les paquets de {requirements.name} ne s’installent pas")
        stamp.write_text(content)
    return folder / "bin" / "python"


def command(arguments, failure):
    """Run a program to its end; MeasureError, with its last line, when it fails."""
    done = subprocess.run(arguments, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise MeasureError(f"{failure} : {last_line(done.stderr)}")


def last_line(text):
    return (text.strip().splitlines() or ["sans message"])[-1]


def check_java():
    """Spark needs Java 17 or more."""
    with contextlib.suppress(OSError):
        done = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False)  # noqa: S607
        if done.returncode == 0:
            return
    raise MeasureError(
        "Spark demande Java 17, absent de cette machine (sous Debian : apt-get install openjdk-17-jre-headless)"
    )


def environment():
    """The variables of the measured programs: our sources first, no setting of the linear algebra library."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("OPENBLAS_")}
    return kept | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(FOLDER)])}


def run(python, script, arguments, seconds):
    """The JSON lines that a program prints, with the most memory that it and its children held, in megabytes."""
    process = subprocess.Popen(
        [python, FOLDER / script, *arguments],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    watch = Watch(process.pid)
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.communicate()
        raise MeasureError(f"{script} : pas de résultat en {seconds} secondes") from None
    finally:
        megabytes = watch.stop()
    found = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    if process.returncode or not found:
        raise MeasureError(f"{script} : {last_line(err)}")
    return [{**each, "megabytes": megabytes} for each in found]


class Watch(threading.Thread):
    """Reads the memory of a process and of its children until told to stop."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.most, self.ended = pid, 0, threading.Event()
        self.start()

    def run(self):
        while not self.ended.wait(EVERY):
            self.most = max(self.most, sum(map(memory, family(self.pid))))

    def stop(self):
        """The most that was read, in megabytes; None where the system does not tell."""
        self.ended.set()
        self.join()
        return round(self.most / KILOBYTE) or None


def family(pid):
    """The process and all its descendants."""
    found = [pid]
    for each in found:
        for path in Path(f"/proc/{each}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                found += map(int, path.read_text().split())
    return found


def memory(pid):
    """Kilobytes of one process, shared pages divided between those who share them."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
