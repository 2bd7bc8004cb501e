"""N-gram models by KenLM: the oracle of the music app's modified Kneser-Ney.

Needs: lmplz and query of KenLM (github.com/kpu/kenlm, built with its CMake) on the PATH. Written with commit 4cb443e.
Run: python tools/golden/musicKneserNey.py
"""

import json
import pathlib
import random
import re
import subprocess
import tempfile

random.seed(6)
VOCAB = 60
UNSEEN = VOCAB  # a token of the vocabulary that never comes in training: KenLM's <unk>


def weights_after(token):
    """Many tokens are rare, so that every order has n-grams of each low count; the last one is the most frequent."""
    chooser = random.Random(token)
    return [chooser.random() ** 4 / (VOCAB - other) ** 1.7 for other in range(VOCAB)]


def draw(length):
    tokens = random.choices(range(VOCAB), weights_after(VOCAB))
    while len(tokens) < length:
        tokens.append(random.choices(range(VOCAB), weights_after(tokens[-1]))[0])
    return tokens


def words(sequence):
    return " ".join(f"t{token}" if token != UNSEEN else "never" for token in sequence)


def run(*command, stdin):
    return subprocess.run(command, input=stdin, capture_output=True, text=True, check=True)


def kenlm(train, test, order, folder, *flags):
    text = "".join(words(sequence) + "\n" for sequence in train)
    made = run("lmplz", "-o", str(order), "-S", "200M", "-T", folder, *flags, stdin=text)
    arpa = pathlib.Path(folder) / "model.arpa"
    arpa.write_text(made.stdout)
    discounts = re.findall(r"D1=([\d.]+) D2=([\d.]+) D3\+=([\d.]+)", made.stderr.split("Statistics:")[1])
    asked = run("query", "-v", "word", str(arpa), stdin="".join(words(sequence) + "\n" for sequence in test))
    scores = [(word, float(score)) for word, score in re.findall(r"(\S+)=\d+ \d+ (-?[\d.e-]+)", asked.stdout)]
    log10 = [[]]
    for word, score in scores:
        log10[-1].append(score)
        if word == "</s>":
            log10.append([])
    assert log10.pop() == []
    assert [len(one) for one in log10] == [len(sequence) + 1 for sequence in test]
    return {"discounts": [[float(number) for number in one] for one in discounts], "log10": log10}


# The first sequence names all tokens, so that KenLM numbers them as we do. It repeats the last one often: the last
# n-gram of each order enters KenLM's counts of counts unadjusted, which a count of five or more does not show.
train = [list(range(VOCAB)) + [VOCAB - 1] * 12] + [draw(random.randrange(4, 40)) for _ in range(250)]
test = [draw(random.randrange(4, 20)) for _ in range(12)]
# Tokens at random, so that shorter contexts are asked for, some of them never seen; and nothing at all.
test += [[random.randrange(VOCAB + 1) for _ in range(12)] for _ in range(6)] + [[], [UNSEEN]]
# Too few n-grams for discounts of their own.
few = [[0, 1, 2], [0, 1, 2, 2], [3, 0, 1], [1, 1]]

with tempfile.TemporaryDirectory() as folder:
    golden = {
        "made by": "tools/golden/musicKneserNey.py, KenLM 4cb443e",
        "vocabSize": VOCAB + 1,
        "train": train,
        "test": test,
        "models": [{"order": order, **kenlm(train, test, order, folder)} for order in (2, 3, 5)],
        "few": {
            "vocabSize": 5,
            "order": 3,
            "train": few,
            "test": (seen := [[0, 1, 2], [2, 2], [3, 3]]),
            **kenlm(few, seen, 3, folder, "--discount_fallback"),
        },
    }
out = pathlib.Path(__file__).parent / "data" / "musicKneserNey.json"
out.write_text(json.dumps(golden, separators=(",", ":")) + "\n", encoding="utf-8")
print(f"{out.name}: {out.stat().st_size / 1024:.0f} KB")
