"""Byte-level BPE trained by Hugging Face `tokenizers` for Python: the oracle of core's trainTokenizer.

Needs: tokenizers. Run: python tools/golden/tokenizer.py
"""

import itertools
import json
import pathlib

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from tokenizers import __version__ as version

SPECIALS = ["<pad>", "<bos>", "<eos>", "<unk>"]
VOCAB_SIZES = [260, 300, 400, 2000]  # bytes only; two cuts; more than the corpus can give

who = ["the old baker", "a young sailor", "l'élève", "der kleine Bär", "两只猫", "она"]
does = ["doesn't see", "sings to", "répète", "erzählt", "看见", "любит"]
what = ["12,345 apples", "the café's owner", "un cœur brisé", "das größte Schloß", "月亮", "песни 🎵🎶", "e\u0301te\u0301"]
corpus = [f"{w} {d} {o}." for w, d, o in itertools.product(who, does, what)]
corpus += ["two  spaces", "tabs\tinside", "ooooooooooo", "<pad> is only text", "!?!?!?", "1999-2024"]

probes = corpus[::41] + ["unseen words: zebra, Žižek", " leading", "trailing ", "a\n\nb", "🙂👩‍👩‍👧", ""]

cases = []
for size in VOCAB_SIZES:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=SPECIALS,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(corpus, trainer)
    trained = json.loads(tokenizer.to_str())["model"]
    cases.append(
        {
            "vocabSize": size,
            "tokens": [token for token, _ in sorted(trained["vocab"].items(), key=lambda item: item[1])],
            "merges": trained["merges"],
            "ids": [tokenizer.encode(text).ids for text in probes],
        }
    )

out = pathlib.Path(__file__).parent / "data" / "tokenizer.json"
golden = {"made by": f"tools/golden/tokenizer.py, tokenizers {version}", "corpus": corpus, "probes": probes, "cases": cases}
out.write_text(json.dumps(golden, ensure_ascii=False) + "\n", encoding="utf-8")
