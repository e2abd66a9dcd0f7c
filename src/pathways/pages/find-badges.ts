import type { PathwayOwner } from '../model/pathway.js';
import type { PageDeps } from './page-deps.js';

const A_PAGE = 200;
const MOST_READ = 1_000;
const MOST_SHOWN = 12;

const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** A badge that a step can ask for. */
export interface FoundBadge {
  readonly id: string;
  readonly name: string;
}

/** The badge of this installation that has an address, of whichever platform. */
async function findByAddress(
  { achievements, addresses }: Pick<PageDeps, 'achievements' | 'addresses'>,
  url: string,
): Promise<FoundBadge[]> {
  const [, id = ''] = /^\/achievements\/([\w-]+)/.exec((await addresses.pathOf(url)) ?? '') ?? [];
  const one = id === '' ? null : await achievements.find(id);
  if (one === null || one.latestVersion === 0) return [];
  return [{ id, name: (await achievements.getVersion(id, one.latestVersion)).content.name }];
}

/**
 * Finds badges of a deployment by words of their names, or one of this installation by its address. Looks at the first thousand.
 */
export async function findBadges(
  deps: Pick<PageDeps, 'achievements' | 'addresses'>,
  owner: PathwayOwner,
  asked: string,
): Promise<FoundBadge[]> {
  if (/^https?:/i.test(asked)) return findByAddress(deps, asked);
  const terms = fold(asked).split(/\s+/u).filter(Boolean);
  const found: FoundBadge[] = [];
  for (let after = '', read = 0; read < MOST_READ && found.length < MOST_SHOWN; read += A_PAGE) {
    const page = await deps.achievements.listByTenant(owner, after, A_PAGE);
    const named = page.filter(
      ({ latestVersion, content }) =>
        latestVersion > 0 && terms.every((term) => fold(content.name).includes(term)),
    );
    found.push(...named.map(({ id, content }) => ({ id, name: content.name })));
    after = page.at(-1)?.id ?? '';
    if (page.length < A_PAGE) break;
  }
  return found.slice(0, MOST_SHOWN);
}
