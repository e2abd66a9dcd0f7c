import { isObject } from './schema-check.js';

type Json = Record<string, unknown>;

/**
 * @returns where an issuer that sets one bit for both keeps the list of suspended badges: a convention of this program.
 *   A verifier that does not know it takes a suspended badge for a revoked one
 */
export const suspensionListOf = (list: string): string => `${list}/suspension`;

/**
 * @returns where such an issuer keeps the list of badges with a newer version (purpose `refresh`), by the same
 *   convention. The earlier version stays valid for verifiers that do not know it
 */
export const refreshListOf = (list: string): string => `${list}/refresh`;

const OWN_FORM = /\/status\/[\w-]{22}$/;

/** Whether a list's address has the form of this convention; only then is a second list requested. */
export const mayHaveRefreshList = (list: string): boolean => OWN_FORM.test(list);

/** A BitstringStatusListEntry, parsed (Bitstring Status List 1.0, 2.1). */
export interface StatusEntry {
  readonly list: string;
  readonly purpose: string;
  readonly index: number;
  /** The number of bits of a place. */
  readonly size: number;
  readonly messages: readonly { readonly value: number; readonly message: string }[];
}

const MOST_SIZE = 16;
const MOST_MESSAGE = 300;
/** The decimal form of a place; longer than any list has places. */
const INDEX = /^(0|[1-9]\d{0,14})$/;
const HEXADECIMAL = /^0x[0-9a-f]{1,8}$/i;

function readMessages(value: unknown): StatusEntry['messages'] {
  if (!Array.isArray(value)) return [];
  return value
    .filter(isObject)
    .flatMap(({ status, message }) =>
      typeof status === 'string' && HEXADECIMAL.test(status) && typeof message === 'string'
        ? [{ value: Number(status), message: message.slice(0, MOST_MESSAGE) }]
        : [],
    );
}

/** Whether there is one message for each value, which is required for more than two values (2.1). */
function hasRightMessages({ statusMessage }: Json, size: number): boolean {
  if (statusMessage === undefined) return size === 1;
  return Array.isArray(statusMessage) && statusMessage.length === 2 ** size;
}

/** Reads an entry; null where it violates the Recommendation. */
export function readStatusEntry(entry: Json): StatusEntry | null {
  const { statusListCredential: list, statusPurpose: purpose } = entry;
  const { statusSize: size = 1, statusListIndex: index } = entry;
  // The index should be a text (2.1); a number means the same.
  const statusListIndex = typeof index === 'number' ? String(index) : index;
  if (typeof list !== 'string' || typeof purpose !== 'string') return null;
  if (typeof statusListIndex !== 'string' || !INDEX.test(statusListIndex)) return null;
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 1 || size > MOST_SIZE)
    return null;
  if (!hasRightMessages(entry, size)) return null;
  const messages = readMessages(entry['statusMessage']);
  return { list, purpose, size, messages, index: Number(statusListIndex) };
}

/** @returns the issuer's message for a value; undefined where there is none */
export const messageOf = ({ messages }: StatusEntry, value: number): string | undefined =>
  messages.find((one) => one.value === value)?.message;
