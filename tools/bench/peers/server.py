"""PyTorch's side of the comparisons: JSON lines in, JSON lines out, as in ../serve.ts.

A task is a module beside this one with VARIANTS, ways to do the same of which the fastest is taken, and
make(inputs, settings, variant), which returns an object with run() and check().
"""

import gc
import importlib
import json
import os
import platform
import resource
import statistics
import sys
import time

import torch
from safetensors.torch import load_file

LEAST_RUNS = 3
VARIANT_SECONDS = 0.2
TASKS = (
    "layer",
    "bidirectional",
    "languageModel",
    "translation",
    "decoding",
    "keyboard",
    "deepar",
    "deeparForecast",
    "voices",
    "reader",
    "imageReader",
    "readWord",
    "writer",
    "writeWords",
    "sgemm",
)


def versions():
    blas = "MKL" if torch.backends.mkl.is_available() else "no MKL"
    return {"pytorch": f"{torch.__version__} ({blas})", "python": platform.python_version()}


def time_runs(runner, loops):
    """Milliseconds of one run, the mean over `loops` of them."""
    start = time.perf_counter()
    for _ in range(loops):
        runner.run()
    return 1000 * (time.perf_counter() - start) / loops


def run_for(runner, seconds):
    """Runs for at least so long and at least three times; the times."""
    times = []
    end = time.perf_counter() + seconds
    while len(times) < LEAST_RUNS or time.perf_counter() < end:
        times.append(time_runs(runner, 1))
    return times


def prepare(request):
    """The runner of the fastest variant, fresh, and the variant."""
    task = request["task"]
    if task not in TASKS:
        raise ValueError(f"there is no task '{task}' on this side")
    module = importlib.import_module(task)
    inputs = load_file(request["inputs"]) if request.get("inputs") else {}
    # Files are mapped into memory; what is trained must be our own.
    inputs = {name: tensor.clone() for name, tensor in inputs.items()}

    def make(variant):
        return module.make({name: tensor.clone() for name, tensor in inputs.items()}, request["settings"], variant)

    variants = module.VARIANTS
    best = request.get("variant", variants[0])
    if "variant" not in request and len(variants) > 1:
        speed = {variant: statistics.median(run_for(make(variant), VARIANT_SECONDS)) for variant in variants}
        best = min(speed, key=speed.get)
    return make(best), best


def read_memory():
    """What the process holds, and the most it held since this was last asked for."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            fields = dict(line.split(":", 1) for line in status)
        with open("/proc/self/clear_refs", "w", encoding="ascii") as reset:
            reset.write("5")
    except FileNotFoundError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return {"residentBytes": peak, "peakBytes": peak}
    return {key: 1024 * int(fields[name].split()[0]) for key, name in (("residentBytes", "VmRSS"), ("peakBytes", "VmHWM"))}


def serve(answers):
    runner = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            do = request["do"]
            if do == "versions":
                reply = versions()
            elif do == "prepare":
                runner = None
                runner, variant = prepare(request)
                reply = {"variant": variant}
            elif do == "check":
                reply = {"values": runner.check()}
            elif do == "warm":
                run_for(runner, request["seconds"])
                reply = {}
            elif do == "time":
                reply = {"ms": time_runs(runner, request["loops"])}
            elif do == "memory":
                reply = read_memory()
            else:
                raise ValueError(f"expected a request, got '{do}'")
        except Exception as error:  # A task that fails is a row that says so, not the end of the benchmark.
            reply = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(reply) + "\n")
        answers.flush()


def main():
    # Whatever a library prints goes to stderr.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    torch.set_num_threads(int(os.environ["REPRISE_THREADS"]))
    # As Python's own timeit does. Nothing here makes cycles.
    gc.disable()
    serve(answers)


main()
