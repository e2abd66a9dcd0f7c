/** A good badge, and the parts that hostile ones are made of. */
import { matrix } from './matrix.js';

const find = (name: string) => matrix.vectors.find((vector) => vector.name === name)!.input;

export const valid = find('json/valid').text ?? '';

const jwt = find('jwt-rs256/valid').text ?? '';

export const badge = JSON.parse(valid) as Record<string, unknown>;

export const subject = badge['credentialSubject'] as Record<string, unknown>;

export const json = (over: object) => JSON.stringify({ ...badge, ...over });

export const b64 = (value: object | string) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

export const [jwtHead = '', jwtBody = '', jwtSignature = ''] = jwt.split('.');

const header = JSON.parse(Buffer.from(jwtHead, 'base64url').toString()) as Record<string, unknown>;

export const jwtWith = (over: object, signature = jwtSignature) =>
  [b64({ ...header, ...over }), jwtBody, signature].join('.');

export function png(...chunks: { type: string; data: Uint8Array; length?: number }[]): Uint8Array {
  const parts = chunks.map(({ type, data, length }) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(length ?? data.length);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, data, Buffer.alloc(4)]);
  });
  return new Uint8Array(
    Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), ...parts]),
  );
}

export const iTXt = (text: string | Uint8Array, isCompressed = 0) =>
  Buffer.concat([
    Buffer.from(`openbadgecredential\0${String.fromCharCode(isCompressed)}\0\0\0`, 'latin1'),
    Buffer.from(text),
  ]);

/** A graph of blank nodes that all look alike: what makes canonicalization take exponential time. */
export function poison(size: number): object[] {
  return Array.from({ length: size }, (_, at) => ({
    id: `_:b${at}`,
    type: ['Evidence'],
    name: 'same',
    narrative: 'same',
  }));
}

export const nested = (depth: number) => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);

export const knot = (depth: number): object =>
  depth === 0
    ? {}
    : { '@context': { [`t${depth}`]: { '@id': 'urn:x', '@context': knot(depth - 1) } } };
