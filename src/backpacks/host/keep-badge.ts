import { InvalidInput } from '../../base/index.js';
import type { Home } from '../../home/index.js';
import type { Imports } from '../../imports/index.js';

export interface KeepDeps {
  readonly home: Pick<Home, 'badgesOf'>;
  readonly imports: Pick<Imports, 'keepForeign'>;
}

/**
 * Keeps a badge that an app puts into a home (Open Badges 3.0 API, upsertCredential).
 * @returns whether the home did not have it @throws InvalidInput `app_badge_refused`
 */
export const createKeep =
  ({ home, imports }: KeepDeps) =>
  async (homeId: string, bytes: Uint8Array): Promise<boolean> => {
    const source = { from: 'ob-api', fileName: 'badge', replaces: true } as const;
    const result = await imports.keepForeign(homeId, bytes, source);
    if (result.outcome !== 'refused') return result.outcome === 'kept';
    // An app may give back what it read here.
    const text = Buffer.from(bytes).toString('utf8').trim();
    const own = result.code === 'own_badge' ? await home.badgesOf(homeId) : [];
    if (own.some(({ json }) => json === text)) return false;
    throw new InvalidInput('app_badge_refused', result.detail, {
      status: 400,
      action: 'Send one Open Badge that another service issued.',
    });
  };
