"""Buckets of sentences by SHA-256 modulo 100: the oracle of the translation app's hashBucket.

Needs nothing but Python. Run: python tools/golden/hashSplit.py
"""

import hashlib
import json
import pathlib
import unicodedata


def bucket(sentence: str) -> int:
    kept = "".join(c for c in sentence if not unicodedata.category(c).startswith("P"))
    key = " ".join(kept.split()).lower()
    return int(hashlib.sha256(key.encode("utf-8")).hexdigest(), 16) % 100


sentences = [
    "Go.",
    "go!",
    "  GO  ",
    "A dog runs.",
    "I don't know; do you?",
    "It costs $5.00 (+ 20% tax).",
    "“Hello,” he said — ‘twice’…",
    "Mother-in-law",
    "naïve café ÉTÉ",
    "ΟΔΟΣ",
    "猫が鳴いた。",
    "🙂 ok",
    "a\u00a0b\u202fc",
    "",
    "?!",
] + [f"Sentence number {n}." for n in range(200)]

out = pathlib.Path(__file__).parent / "data" / "hashSplit.json"
golden = {"made by": "tools/golden/hashSplit.py", "buckets": [[s, bucket(s)] for s in sentences]}
out.write_text(json.dumps(golden, ensure_ascii=False) + "\n", encoding="utf-8")
