"""A hand on a server's data from another process, which does one act after the other (see making)."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
RUN = "import django; django.setup(); from tests.deliberation.live import making; making.main()"


class Hand:
    """Its process takes seconds to start, so it starts once; what it says on errors goes to our own."""

    def __init__(self, environment: dict[str, str]) -> None:
        command = [sys.executable, "-c", RUN]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True
        )

    def do(self, act: str, given: Any) -> Any:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps([act, str(given)]) + "\n")
        self._process.stdin.flush()
        said = self._process.stdout.readline()
        assert said, f"{act} {given} ended the process"
        return json.loads(said)

    def close(self) -> None:
        self._process.communicate()
