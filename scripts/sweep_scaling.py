#!/usr/bin/env python3
"""What a second worker gives, and that the table does not depend on how many there are.

usage: scripts/sweep_scaling.py NNCTL [--rounds N] [--others SHARE] [--tries N] [--busy] [--config CONFIG] [--set KEY=VALUE]... [--grid KEY=VALUES...]
(Python's standard library only; without --grid the config's own space)

Each round runs the search with 1, 2 and 4 workers, and twice at once with one worker each: what two cores give two
processes that share nothing is the limit of the machine. Told are medians and least times of whole processes, and of
ratios within a round. A run during which other processes took more than --others of the machine does not count and is
tried again, when the machine is quiet, at most --tries times in all. Exit 1 when two tables differ in a byte.

On a machine that is never quiet, --busy counts what the scheduler knows of each thread (/proc/PID/task/*/schedstat): time
on a core, time waiting for one, and the rest, asleep. The longest of a search's threads on a core or asleep, and what
the main thread does before and after, would be its duration were no one else there.
"""
import argparse
import hashlib
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

WAYS = {"1 worker": (1, 1), "2 workers": (2, 1), "4 workers": (4, 1), "2 processes": (1, 2)}  # workers, processes


def busy_seconds():
    """Of all processes on all cores, since the machine began (Linux)."""
    user, nice, system, _, _, irq, soft_irq, stolen = map(int, pathlib.Path("/proc/stat").read_text().split()[1:9])
    return (user + nice + system + irq + soft_irq + stolen) / os.sysconf("SC_CLK_TCK")


def wait_until_quiet(most, seconds=600):
    """Until others take less than that share of the machine for a second."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        before = busy_seconds()
        time.sleep(1)
        if busy_seconds() - before < most * os.cpu_count(): return


def timed(command, workers, processes):
    """Wall seconds, processor seconds, others' share of the machine, the tables' hashes."""
    with tempfile.TemporaryDirectory() as place:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        busy = busy_seconds()
        begin = time.perf_counter()
        running = [subprocess.Popen([*command, "--workers", str(workers), "-q", "-o", f"{place}/{i}"],
                                    stdout=subprocess.DEVNULL) for i in range(processes)]
        exits = [process.wait() for process in running]
        seconds = time.perf_counter() - begin
        busy = busy_seconds() - busy
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if any(exits): sys.exit(f"exit {exits} of {' '.join(command)}")
        hashes = {hashlib.sha256(pathlib.Path(place, str(i), "trials.csv").read_bytes()).hexdigest()
                  for i in range(processes)}
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, processor, max(0.0, busy - processor) / (seconds * os.cpu_count()), hashes


def undisturbed(command, workers):
    """Seconds on a core, and the duration if no thread had had to wait for one."""
    with tempfile.TemporaryDirectory() as place:
        process = subprocess.Popen([*command, "--workers", str(workers), "-q", "-o", f"{place}/0"],
                                   stdout=subprocess.DEVNULL)
        threads = {}  # first seen, last seen, on a core, waiting
        while process.poll() is None:
            now = time.perf_counter()
            for task in pathlib.Path(f"/proc/{process.pid}/task").glob("*/schedstat"):
                try:
                    on_core, waiting, _ = task.read_text().split()
                except OSError:
                    continue  # ended meanwhile
                first = threads.get(task.parent.name, (now,))[0]
                threads[task.parent.name] = (first, now, int(on_core) / 1e9, int(waiting) / 1e9)
            time.sleep(0.005)
    main_thread = threads.pop(str(process.pid))[2]
    others = [max(on_core, last - first - waiting) for first, last, on_core, waiting in threads.values() if on_core > 0.1]
    return main_thread + sum(thread[2] for thread in threads.values()), main_thread + max(others)


def busy_machine(command, rounds):
    ways = (1, 2, 4)
    on_core, durations = {way: [] for way in ways}, {way: [] for way in ways}
    for _ in range(rounds):
        for workers in ways:
            seconds, duration = undisturbed([*command, "--threads", str(workers)], workers)
            on_core[workers].append(seconds)
            durations[workers].append(duration)
    for workers in ways:
        print(f"{workers} workers: on a core {statistics.median(on_core[workers]):.2f} s, undisturbed duration "
              f"{statistics.median(durations[workers]):.2f} s, {min(durations[workers]):.2f} to {max(durations[workers]):.2f} s; "
              f"{statistics.median(durations[1]) / statistics.median(durations[workers]):.2f}x one worker")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("nnctl")
    parser.add_argument("--config", default=str(pathlib.Path(__file__).resolve().parent.parent / "configs/genre_widths.yaml"))
    parser.add_argument("--grid", nargs="+", default=[], metavar="KEY=VALUES")
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--others", type=float, default=0.03)
    parser.add_argument("--tries", type=int, default=100)
    parser.add_argument("--busy", action="store_true")
    options = parser.parse_args()
    command = [options.nnctl, "sweep", options.config, *options.grid]
    for one in options.set: command += ["--set", one]
    if options.busy: return busy_machine(command, options.rounds)
    wall = {name: [] for name in WAYS}
    cpu = {name: [] for name in WAYS}
    tables = set()
    tries = 0
    for number in range(options.rounds):
        for name, (workers, processes) in WAYS.items():
            others = float("inf")
            while others > options.others:
                if tries == options.tries: sys.exit(f"the machine was not quiet in {tries} tries")
                tries += 1
                wait_until_quiet(options.others)
                seconds, processor, others, hashes = timed(command, workers, processes)
                tables |= hashes
            wall[name].append(seconds)
            cpu[name].append(processor)
        print(f"round {number + 1}: " + ", ".join(f"{name} {times[-1]:.2f} s" for name, times in wall.items()), flush=True)
    for name in WAYS:
        print(f"{name:<12} median {statistics.median(wall[name]):7.2f} s, least {min(wall[name]):7.2f} s, "
              f"processor {statistics.median(cpu[name]):7.2f} s")
    ratios = {"2 workers to 1": [a / b for a, b in zip(wall["1 worker"], wall["2 workers"])],
              "2 processes to 1 (the machine's limit)":
                  [2 * a / b for a, b in zip(wall["1 worker"], wall["2 processes"])]}
    for name, values in ratios.items():
        print(f"{name}: median {statistics.median(values):.2f}x, {min(values):.2f}x to {max(values):.2f}x")
    print(f"2 workers to 1, of least times: {min(wall['1 worker']) / min(wall['2 workers']):.2f}x")
    print("tables: " + ("all the same bytes" if len(tables) == 1 else f"{len(tables)} DIFFERENT ONES"))
    sys.exit(len(tables) != 1)


if __name__ == "__main__":
    main()
