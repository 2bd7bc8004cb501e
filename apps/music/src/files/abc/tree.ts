import abcjs, { type KeySignature, type Meter as AbcMeter } from 'abcjs';

/** What the parser makes of the text of a voice, as far as notes depend on it. Its own types say less than it does. */

export interface AbcTree {
  readonly lines: readonly { readonly staff?: readonly AbcStaff[] }[];
  readonly metaText: { readonly title?: string; readonly tempo?: AbcTempo };
  readonly formatting: {
    readonly midi?: { readonly program?: readonly number[]; readonly transpose?: readonly number[] };
  };
  readonly warnings?: readonly string[];
}

export interface AbcStaff {
  readonly clef?: AbcClef;
  readonly key?: KeySignature;
  readonly meter?: AbcMeter;
  readonly title?: readonly string[];
  /** the voice, and those that `&` lays over it */
  readonly voices?: readonly (readonly AbcElement[])[];
}

export interface AbcClef {
  readonly type?: string;
  readonly transpose?: number;
}

export interface AbcTempo {
  /** the beats that are counted, as parts of a whole note */
  readonly duration?: number | readonly number[];
  readonly bpm?: number;
}

export interface AbcPitch {
  /** steps of the scale, from middle C */
  readonly pitch: number;
  readonly accidental?: string;
  readonly startTie?: unknown;
}

export interface AbcElement {
  readonly el_type: string;
  /** of a note: of a whole note; of a tempo: as there */
  readonly duration?: number | readonly number[];
  readonly pitches?: readonly AbcPitch[];
  readonly rest?: { readonly type: string };
  readonly chord?: readonly { readonly name: string; readonly position?: string }[];
  readonly startTriplet?: number;
  readonly tripletMultiplier?: number;
  readonly endTriplet?: boolean;
  /** of a bar line or clef */
  readonly type?: string;
  readonly startEnding?: string;
  readonly endEnding?: boolean;
  readonly cmd?: string;
  readonly params?: readonly (number | string)[];
}

/** Parses the text of one voice. @throws what the parser throws where it stumbles */
export function parseVoice(text: string): AbcTree | undefined {
  return abcjs.parseOnly(text)[0] as unknown as AbcTree | undefined;
}
