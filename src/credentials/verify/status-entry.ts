import { isObject } from './schema-check.js';

type Json = Record<string, unknown>;

/**
 * Where an issuer that sets one bit for both keeps the list of those that are suspended, not revoked: a
 * convention of ours. Whoever does not know it takes a suspended badge for a revoked one.
 */
export const suspensionListOf = (list: string): string => `${list}/suspension`;

/**
 * Where such an issuer keeps the list of badges with a newer version (purpose `refresh`): the same convention. An earlier
 * version stays valid; whoever does not know it says just that.
 */
export const refreshListOf = (list: string): string => `${list}/refresh`;

const OWN_FORM = /\/status\/[\w-]{22}$/;

/** Whether a list's address is of the form that issuers by this convention use: nobody else is asked for a second list. */
export const mayHaveRefreshList = (list: string): boolean => OWN_FORM.test(list);

/** A BitstringStatusListEntry as it is worked with (Bitstring Status List 1.0, 2.1). */
export interface StatusEntry {
  readonly list: string;
  readonly purpose: string;
  readonly index: number;
  /** How many bits a place has. */
  readonly size: number;
  readonly messages: readonly { readonly value: number; readonly message: string }[];
}

const MOST_SIZE = 16;
const MOST_MESSAGE = 300;
/** As many as an array of bytes can have bits, with room to spare. */
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

/** There is one message for each value, and there has to be one where there are more than two (2.1). */
function hasRightMessages({ statusMessage }: Json, size: number): boolean {
  if (statusMessage === undefined) return size === 1;
  return Array.isArray(statusMessage) && statusMessage.length === 2 ** size;
}

/** Reads an entry; null where it breaks what the Recommendation asks of it. */
export function readStatusEntry(entry: Json): StatusEntry | null {
  const { statusListCredential: list, statusPurpose: purpose } = entry;
  const { statusSize: size = 1, statusListIndex: index } = entry;
  // It is to be a text (2.1); a number says the same.
  const statusListIndex = typeof index === 'number' ? String(index) : index;
  if (typeof list !== 'string' || typeof purpose !== 'string') return null;
  if (typeof statusListIndex !== 'string' || !INDEX.test(statusListIndex)) return null;
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 1 || size > MOST_SIZE)
    return null;
  if (!hasRightMessages(entry, size)) return null;
  const messages = readMessages(entry['statusMessage']);
  return { list, purpose, size, messages, index: Number(statusListIndex) };
}

/** What the issuer says by a value; undefined where it says nothing. */
export const messageOf = ({ messages }: StatusEntry, value: number): string | undefined =>
  messages.find((one) => one.value === value)?.message;
