/** Fills sequences of a batch up to one length; never a target, never counted in a loss. */
export const PAD = 0;
/** The first input of a decoder. */
export const BOS = 1;
/** Ends every sequence; a decoder that emits it is done. */
export const EOS = 2;
/** Stands for a symbol outside the vocabulary. */
export const UNK = 3;

/** The names of the special tokens; the position of each is its id, in every vocabulary of the toolkit. */
export const SPECIAL_TOKENS = ['<pad>', '<bos>', '<eos>', '<unk>'] as const;
