"""Unpacks the C library and its headers out of a TensorFlow wheel.

usage: extract.py WHEEL FOLDER LIBRARY...   -> FOLDER/lib/LIBRARY, FOLDER/include/tensorflow/c/...
"""

import os
import shutil
import sys
import zipfile

HEADERS = tuple(
    "tensorflow/include/" + folder
    for folder in (
        "tensorflow/c/",
        "tensorflow/core/platform/",
        "tensorflow/core/common_runtime/next_pluggable_device/c/",
        "xla/tsl/",
        "xla/c/",
        "tsl/",
    )
)


def main(wheel, folder, libraries):
    places = {"tensorflow/" + name: os.path.join("lib", name) for name in libraries}
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.namelist():
            if member.startswith(HEADERS) and not member.endswith("/"):
                places[member] = os.path.join("include", member[len("tensorflow/include/") :])
        for member, place in places.items():
            path = os.path.join(folder, place)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with archive.open(member) as source, open(path, "wb") as target:
                shutil.copyfileobj(source, target, 1 << 20)


main(sys.argv[1], sys.argv[2], sys.argv[3:])
