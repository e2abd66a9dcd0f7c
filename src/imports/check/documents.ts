import { parseJson } from '../../base/index.js';
import type { TaskContext } from '../../workers/index.js';
import { isObject, type Json } from '../open/texts.js';

/** What another system answered: its status and its bytes; null where it could not be asked. */
export type Answer = { readonly status: number; readonly bytes: Uint8Array } | null;

/** What was read at an address when a badge was checked: the only witness once the host is gone. */
export interface Snapshot {
  readonly url: string;
  readonly text: string;
}

const MOST_SNAPSHOT = 131_072;
const BOUNDS = { depth: 32, values: 8_000 };

/** A document of another system: read, away (the host was silent), or none (it answered with something else). */
export type Read =
  | { readonly kind: 'document'; readonly document: Json; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'away' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'revoked' };

/** The documents that a badge names, each asked for once, and what is to be kept of them. */
export interface Documents {
  read(url: string): Promise<Read>;
  readonly snapshots: readonly Snapshot[];
}

function readAnswer(answer: Answer): Read {
  if (answer === null || answer.status >= 500 || answer.status === 429) return { kind: 'away' };
  const text = new TextDecoder().decode(answer.bytes);
  const document = parsed(text);
  if (document?.['revoked'] === true) return { kind: 'revoked' };
  if (answer.status === 410) return { kind: 'revoked' };
  if (answer.status !== 200) return { kind: 'gone' };
  return document === null ? { kind: 'text', text } : { kind: 'document', document, text };
}

function parsed(text: string): Json | null {
  try {
    const value = parseJson(text.replace(/^\uFEFF/, ''), BOUNDS);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** @returns the documents of one badge, fetched by the main process (`fetchOlder`), which guards where a stranger's address leads */
export function createDocuments({ call }: Pick<TaskContext, 'call'>): Documents {
  const asked = new Map<string, Promise<Read>>();
  const snapshots: Snapshot[] = [];
  return {
    snapshots,
    read(url) {
      const known = asked.get(url);
      if (known !== undefined) return known;
      const read = call('fetchOlder', url)
        .then((answer) => readAnswer(answer as Answer))
        .catch((): Read => ({ kind: 'away' }));
      asked.set(url, read);
      return read.then((found) => {
        if ('text' in found && found.text.length <= MOST_SNAPSHOT)
          snapshots.push({ url, text: found.text });
        return found;
      });
    },
  };
}
