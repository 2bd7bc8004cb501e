/** The text of one voice of a tune. */
export interface AbcVoiceText {
  readonly id: string;
  /** as many lines as the tune, so that a line has the same number; what is not this voice's is a comment */
  readonly lines: readonly string[];
}

/** Whose a line is; `current` and `field` are the voice's that goes on, a field before any is named is everybody's. */
type Owner = 'all' | 'none' | 'current' | 'field' | NamedVoices;

/** A line that names voices: a field V:, or music with [V:…] in it. */
interface NamedVoices {
  readonly ids: readonly string[];
  readonly inline: boolean;
}

/** In place of a line that is another voice's. */
const LEFT_OUT = '%';
const SOLE_VOICE = '1';
const EVERY_VOICE = '*';

/** Directives that matter to notes. Other %%MIDI ones are left out, since the parser knows few and tells on stdout. */
const SOUNDING = /^%%MIDI\s+(program|transpose)\b/u;
/** How voices are laid out on staves: here each is read by itself. */
const LAYOUT = /^(%%|I:\s*)(score|staves)\b/u;
const WORDS = /^[wWs]:/u;
const FIELD = /^[A-Za-z+]:/u;
const INLINE_VOICE = /\[V:\s*(?<id>[^\]\s]+)[^\]]*\]/gu;

/**
 * The voices of a tune as texts of their own, in the order in which they are named first. The parser lays voices out
 * by systems and mixes up those whose lines do not pair; one by one, it reads them as they are.
 */
export function splitVoices(lines: readonly string[]): AbcVoiceText[] {
  const headerEnd = lines.findIndex((line) => line.startsWith('K:')) + 1;
  const owners = lines.map((line, index) => ownerOf(line, index < headerEnd));
  const ids = new Set(owners.flatMap((owner) => (typeof owner === 'string' ? [] : owner.ids)));
  ids.delete(EVERY_VOICE);
  // Music before any voice is named is the first one's.
  const [first = SOLE_VOICE] = ids;
  ids.add(first);
  return [...ids].map((id) => {
    let current: string | undefined;
    return {
      id,
      lines: lines.map((line, index) => {
        const owner = owners[index] ?? 'none';
        const text = textFor(id, line, owner, { current, first });
        if (typeof owner !== 'string' && index >= headerEnd) current = owner.ids.at(-1);
        return text;
      }),
    };
  });
}

function ownerOf(line: string, inHeader: boolean): Owner {
  if (LAYOUT.test(line) || WORDS.test(line)) return 'none';
  if (line.startsWith('%%MIDI')) return SOUNDING.test(line) ? 'field' : 'none';
  if (line.startsWith('%')) return 'all';
  const named = /^V:\s*(?<id>\S+)/u.exec(line)?.groups?.id;
  if (named !== undefined) return { ids: [named], inline: false };
  if (inHeader) return 'all';
  const inline = Array.from(line.matchAll(INLINE_VOICE), ({ groups }) => groups?.id ?? '');
  if (inline.length > 0) return { ids: inline, inline: true };
  return FIELD.test(line) ? 'field' : 'current';
}

/** A line as one voice reads it. @param voices the one that goes on, undefined before any is named; and the first */
function textFor(
  id: string,
  line: string,
  owner: Owner,
  { current, first }: { readonly current: string | undefined; readonly first: string },
): string {
  const isMine = (voice: string) => voice === id || voice === EVERY_VOICE;
  const goesOn = isMine(current ?? first);
  switch (owner) {
    case 'all':
      return line;
    case 'none':
      return LEFT_OUT;
    case 'current':
      return goesOn ? line : LEFT_OUT;
    case 'field':
      return goesOn || current === undefined ? line : LEFT_OUT;
    default:
  }
  if (!owner.inline) return owner.ids.some(isMine) ? line : LEFT_OUT;
  // Each piece of the line is that voice's whose name it begins with.
  const starts = Array.from(line.matchAll(INLINE_VOICE), (match) => match.index);
  const pieces = [
    line.slice(0, starts[0]),
    ...starts.map((start, index) => line.slice(start, starts[index + 1])),
  ];
  const own = pieces.filter((_, index) => {
    const voice = owner.ids[index - 1];
    return voice === undefined ? goesOn : isMine(voice);
  });
  return own.join('').trim() === '' ? LEFT_OUT : own.join('');
}
