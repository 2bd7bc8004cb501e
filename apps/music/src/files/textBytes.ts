/**
 * The text of bytes that do not say how they are encoded: UTF-8 where they are that, else Latin-1, in which every byte
 * is a character and which older programs wrote.
 */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  }
}
