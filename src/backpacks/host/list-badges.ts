import type { Home } from '../../home/index.js';
import type { Imports } from '../../imports/index.js';

export interface ListDeps {
  readonly home: Pick<Home, 'badgesOf'>;
  readonly imports: Pick<Imports, 'kept'>;
}

interface Listed {
  readonly at: Date;
  readonly id: string;
  /** The badge as it was signed. */
  readonly read: () => Promise<{ readonly kind: 'json' | 'jwt'; readonly text: string } | null>;
}

/**
 * Lists what a home holds, the oldest first, so that a place in the list stays: badges that were issued here, and those of others that are
 * kept as JSON or as a JWT. Files that a badge is baked into have no place in the standard's answer.
 */
async function listAll({ home, imports }: ListDeps, homeId: string): Promise<Listed[]> {
  const [own, kept] = await Promise.all([home.badgesOf(homeId), imports.kept.list(homeId)]);
  const issued = own.map(({ id, issuedAt, json }): Listed => ({
    at: issuedAt,
    id,
    read: () => Promise.resolve({ kind: 'json', text: json }),
  }));
  const foreign = kept
    .filter(({ version, format }) => version === '3' && (format === 'json' || format === 'jwt'))
    .map(({ id, keptAt, format }): Listed => ({
      at: keptAt,
      id,
      async read() {
        const found = await imports.kept.find(homeId, id);
        if (found === null) return null;
        const text = Buffer.from(found.bytes).toString('utf8').trim();
        return { kind: format === 'jwt' ? 'jwt' : 'json', text };
      },
    }));
  return [...issued, ...foreign].sort(
    (one, other) => one.at.getTime() - other.at.getTime() || (one.id < other.id ? -1 : 1),
  );
}

export interface Page {
  readonly total: number;
  /** The answer's text: what was signed stands in it byte for byte. */
  readonly body: string;
}

/** Reads one page of a home's badges. @param since those alone that came after it */
export async function pageOf(
  deps: ListDeps,
  homeId: string,
  { limit, offset, since }: { limit: number; offset: number; since?: Date | undefined },
): Promise<Page> {
  const all = (await listAll(deps, homeId)).filter(({ at }) => since === undefined || at > since);
  const texts: Record<'json' | 'jwt', string[]> = { json: [], jwt: [] };
  for (const { read } of all.slice(offset, offset + limit)) {
    const found = await read();
    if (found !== null) texts[found.kind].push(found.text);
  }
  const credentials = texts.json.join(',');
  const body = `{"credential":[${credentials}],"compactJwsString":${JSON.stringify(texts.jwt)}}`;
  return { total: all.length, body };
}
