/** Makes text of bytes as they come in. @throws TypeError for bytes that are no text of the encoding */
export interface Decoder {
  decode(bytes: Uint8Array): string;
  end(): string;
}

/** The encodings that may be told; a byte order mark decides before what was told. */
const TOLD = /^(utf-?8|utf-?16(le|be)?|windows-125\d|iso-8859-\d{1,2})$/i;

/** @returns whether an encoding can be read */
export const isKnownEncoding = (name: string): boolean => TOLD.test(name);

/** @returns the encoding of a text by its first bytes: its byte order mark, or the zeros of UTF-16's Latin letters */
function encodingOf([a, b, c]: Uint8Array, told: string | undefined): string {
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (told !== undefined) return told;
  if (a !== 0 && b === 0) return 'utf-16le';
  return a === 0 && b !== 0 && b !== undefined ? 'utf-16be' : 'utf-8';
}

/** @param told the encoding that the sender named; absent: what the first bytes say, else UTF-8 */
export function createDecoder(told?: string): Decoder {
  let head: Uint8Array = new Uint8Array();
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  const begin = (bytes: Uint8Array) =>
    (decoder ??= new TextDecoder(encodingOf(bytes, told), { fatal: true }));
  return {
    decode(bytes) {
      if (decoder !== undefined) return decoder.decode(bytes, { stream: true });
      head = head.length === 0 ? bytes : Buffer.concat([head, bytes]);
      if (head.length < 3) return '';
      return begin(head).decode(head, { stream: true });
    },
    end() {
      if (decoder !== undefined) return decoder.decode();
      return begin(head).decode(head);
    },
  };
}
