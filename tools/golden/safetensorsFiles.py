"""Files written by the reference implementation of safetensors, and float16 rounded by NumPy.

Needs: numpy, safetensors. Run: python tools/golden/safetensorsFiles.py
"""

import base64
import json
import pathlib

import numpy as np
from safetensors import __version__ as version
from safetensors.numpy import save

rng = np.random.default_rng(7)
tensors = {
    "decoder.weight": rng.standard_normal((3, 5)).astype(np.float32),
    "bias": np.array([0.0, -0.0, 1e-30, np.inf, -np.inf, 65504.0], np.float32),
    "empty": np.zeros((0, 4), np.float32),
    "scalar": np.array(2.5, np.float32),
    "Ünïcode": np.arange(7, dtype=np.float32),
}

# Every exponent around the halves' range, ties of both parities, the borders of overflow and underflow.
edges = [1.0, 1 + 2**-11, 1 + 3 * 2**-11, 1 + 2**-11 + 2**-20, 65504.0, 65519.0, 65520.0, 65536.0, 1e38, np.inf, 0.0]
edges += [2.0**-14, 2.0**-14 - 2.0**-26, 2.0**-15, 2.0**-24, 1.5 * 2.0**-24, 2.0**-25, 2.0**-25 * (1 + 2**-20), 2.0**-26]
edges += [2.5 * 2.0**-24, 3.5 * 2.0**-24, 1e-45, 1023.5 * 2.0**-24, 1023.25 * 2.0**-24]
random = (rng.standard_normal(400) * 2.0 ** rng.integers(-28, 18, 400)).astype(np.float32)
floats = np.concatenate([np.array(edges, np.float32), -np.array(edges, np.float32), random]).astype(np.float32)
with np.errstate(over="ignore"):
    halves = floats.astype(np.float16)


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


golden = {
    "made by": f"tools/golden/safetensorsFiles.py, safetensors {version}, numpy {np.__version__}",
    "tensors": {k: {"shape": list(v.shape), "values": text(v.tobytes())} for k, v in tensors.items()},
    "float32": text(save(tensors, {"format": "pt"})),
    "float16": text(save({k: v.astype(np.float16) for k, v in tensors.items()})),
    "float64": text(save({"x": np.zeros(2)})),
    "rounding": {"floats": text(floats.tobytes()), "halves": text(halves.tobytes())},
}
out = pathlib.Path(__file__).parent / "data" / "safetensorsFiles.json"
out.write_text(json.dumps(golden, ensure_ascii=False) + "\n", encoding="utf-8")
