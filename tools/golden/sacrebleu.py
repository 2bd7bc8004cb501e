"""BLEU, chrF and 13a tokens by sacreBLEU: the oracle of the translation app's metrics.

Needs: sacrebleu. Run: python tools/golden/sacrebleu.py
"""

import itertools
import json
import pathlib
import sys

# This file is named like the package that it imports.
sys.path = [p for p in sys.path if pathlib.Path(p or ".").resolve() != pathlib.Path(__file__).parent]

from sacrebleu import __version__ as version  # noqa: E402
from sacrebleu.metrics import BLEU, CHRF  # noqa: E402
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a  # noqa: E402

subjects = ["The old baker", "A young sailor", "My neighbour's cat", "Nobody", "Dr. Weiss"]
verbs = ["never sells", "has lost", "is looking for", "would like", "paints"]
objects = ["1,250 loaves of bread", "a red umbrella", "the key (again)", "3.5 litres of milk!"]
swaps = {"old": "elderly", "umbrella": "parasol", "never": "does not", "key": "keys", "lost": "misplaced"}


def paraphrase(words, index):
    """A second wording of a sentence: some words swapped, some moved, some gone."""
    words = [swaps.get(word, word) for word in words]
    if index % 3 == 0:
        words = words[2:] + words[:2]
    if index % 4 == 1:
        words = words[:-2]
    if index % 5 == 2:
        words = words + ["today", ",", "I", "think"]
    return words


sentences = [f"{s} {v} {o}." for s, v, o in itertools.product(subjects, verbs, objects)][::2]
made_up = {
    "hypotheses": [" ".join(paraphrase(text.split(), i)) for i, text in enumerate(sentences)],
    "references": [[text] for text in sentences],
}

corpora = {
    "fifty made-up pairs": made_up,
    "two references each": {
        "hypotheses": made_up["hypotheses"],
        "references": [[text, " ".join(paraphrase(text.split(), i + 1))] for i, text in enumerate(sentences)],
    },
    "different numbers of references": {
        "hypotheses": ["the cat sat on the mat", "it rains", "a b c d e f"],
        "references": [
            ["there is a cat on the mat", "the cat is sitting on the mat", "on the mat sat the cat"],
            ["it is raining"],
            ["a b c d", "a b c d e f g h"],
        ],
    },
    "perfect": {"hypotheses": sentences[:5], "references": [[text] for text in sentences[:5]]},
    "nothing in common": {"hypotheses": ["abc def"], "references": [["uvw xyz uvw xyz"]]},
    "no 4-gram in common": {
        "hypotheses": ["the dog ran over a small hill today", "she saw two of them"],
        "references": [["the dog walked over a big hill yesterday"], ["she met two men"]],
    },
    "an empty hypothesis": {
        "hypotheses": ["", "the cat is on the mat ."],
        "references": [["the dog barks"], ["the cat is on the mat ."]],
    },
    "all hypotheses empty": {"hypotheses": ["", ""], "references": [["a"], ["b c"]]},
    "an empty reference": {
        "hypotheses": ["something here", "the cat is on the mat"],
        "references": [[""], ["the cat was on the mat"]],
    },
    "shorter than the order": {"hypotheses": ["go on", "yes"], "references": [["go on"], ["yes !"]]},
    "shorter than the order beside others": {
        "hypotheses": ["Oui", "le chat dort sur le tapis rouge"],
        "references": [["Oui ."], ["le chat dort sur un tapis rouge"]],
    },
    "entities": {
        "hypotheses": ["He said &quot;no&quot; &amp; left &lt;b&gt; now.", "&amp;quot; &amp;lt; &apos; &#39;"],
        "references": [['He said "no" & left <b> now.'], ["&quot; < &apos; '"]],
    },
    "numbers": {
        "hypotheses": ["It costs $1,250.75, or 3.5% of 1.000,00.", "1990-2000, A4-B5, .5 and 5.", "No.1,2 3,a"],
        "references": [["It costs $1,250.75, or 3.5 % of 1.000,00."], ["1990 - 2000, A4-B5, 0.5 and 5."], ["No. 1,2 3, a"]],
    },
    "other scripts": {
        "hypotheses": ["猫が庭で鳴いた。", "Кошка спит на диване.", "القطة نائمة", "Ça coûte 5\u202f€ ! «\u00a0Oui\u00a0»", "🙂 ok 👩‍👩‍👧"],
        "references": [["猫は庭で鳴いていた。"], ["Кошка лежит на диване."], ["القطة نائمة هنا"], ["Ça coûte 5 € ! « Non »"], ["🙂 ok 👩‍👩‍👦"]],
    },
    "case": {
        "hypotheses": ["THE Cat IS on The mat today", "ÉTÉ à Paris est beau"],
        "references": [["The cat is on the mat today"], ["Été à paris est Beau"]],
    },
    "brevity": {
        "hypotheses": ["the quick brown fox jumps"],
        "references": [["the quick brown fox jumps over the lazy dog", "the quick brown fox jumps over a dog"]],
    },
    "references that score the same": {
        "hypotheses": ["xyz", "the cat"],
        "references": [["ab", "abcdefgh"], ["the cat", "the cat"]],
    },
    "length tie": {"hypotheses": ["a b c d e"], "references": [["a b c d e f", "a b c d"]]},
}

tokenize = Tokenizer13a()
texts = {
    text
    for name in ["entities", "numbers", "other scripts"]
    for text in corpora[name]["hypotheses"] + [r for rs in corpora[name]["references"] for r in rs]
} | {
    "",
    "  spaces   everywhere ",
    "hyphen- ated -x 5-x x-5 --",
    "don't 'quote' ''",
    "a<skipped>b",
    "[x] {y} ~z` ^_ \\ @ # * + = | ? ; :",
    ".,., 1.,2 ,1, .1. a.b,c",
    "...",
    "a\u0085b\u001cc\u3000d",
}


def score(corpus):
    count = max(len(references) for references in corpus["references"])
    columns = [[(refs + [None] * count)[i] for refs in corpus["references"]] for i in range(count)]
    hypotheses = corpus["hypotheses"]
    cased, uncased, chrf = BLEU(), BLEU(lowercase=True), CHRF()
    result = cased.corpus_score(hypotheses, columns)
    return {
        "bleu": result.score,
        "precisions": result.precisions,
        "brevityPenalty": result.bp,
        "hypothesisLength": result.sys_len,
        "referenceLength": result.ref_len,
        "bleuLowercase": uncased.corpus_score(hypotheses, columns).score,
        "chrf": chrf.corpus_score(hypotheses, columns).score,
        "bleuSignature": str(cased.get_signature()),
        "chrfSignature": str(chrf.get_signature()),
    }


golden = {
    "made by": f"tools/golden/sacrebleu.py, sacrebleu {version}",
    "tokens": [[text, tokenize(text).split()] for text in sorted(texts)],
    "corpora": [{"name": name, **corpus, **score(corpus)} for name, corpus in corpora.items()],
}
out = pathlib.Path(__file__).parent / "data" / "sacrebleu.json"
out.write_text(json.dumps(golden, ensure_ascii=False) + "\n", encoding="utf-8")
