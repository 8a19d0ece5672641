"""Start-up: `--help`, and `translate` of one line beside loading the model and no more.

    python -m benchmarks.startup [--rounds N]

Each command runs in a fresh process, the ones that are compared in turn; the best wall time of
all rounds counts.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time

from benchmarks.table import machine, row

CLI = "import sys; from cli import main; main()"
LOAD = """
from pipeline.decode import Decoder
from pipeline.models import find_models, load_package, route
Decoder(load_package(route(find_models(), "ko", "en")[0]))
"""
COMMANDS = {
    "Python alone": ["pass"],
    "--help": [CLI, "--help"],
    "loading the model": [LOAD],
    "translate one line": [CLI, "translate", "--from", "ko", "--to", "en"],
}
LINE = "실밥은 수술 후 7일째에 제거합니다.\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    print(machine())
    best = dict.fromkeys(COMMANDS, float("inf"))
    for _ in range(rounds):
        best = {name: min(best[name], seconds(code)) for name, code in COMMANDS.items()}
    for name, found in best.items():
        print(f"{name:<20}{found:>7.2f} s")
    loading, line = best["loading the model"], best["translate one line"]
    row("start-up: `--help`", f"{best['--help']:.2f} s", wanted="≤ 0.15 s")
    beside = f"loading the model {loading:.2f} s: {line / loading:.2f} times"
    row("start-up: `translate` of one line", f"{line:.2f} s", beside, "≤ 1.2")


def seconds(arguments: list[str]) -> float:
    """Return how long Python takes for a program and its arguments, a line on standard input."""
    begun = time.perf_counter()
    command = [sys.executable, "-c", *arguments]
    subprocess.run(command, input=LINE, text=True, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
