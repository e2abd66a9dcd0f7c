import {
  differencesOf,
  fieldsOfAchievement,
  fieldsOfBadge,
  type ComparedPart,
  type Comparison,
  type Difference,
} from '../verify/compared.js';
import { verify, type Verification, type VerifyEnvironment } from '../verify/index.js';

/** The ways out to an issuer's addresses; each is bounded and goes to no private network. */
export interface CompareWays {
  readonly fetchBadge: (url: string) => Promise<string | Uint8Array>;
  readonly environment: VerifyEnvironment;
}

interface Part {
  readonly outcome: ComparedPart;
  readonly differences: readonly Difference[];
}

type Json = Readonly<Record<string, unknown>>;

const isAddress = (id: unknown): id is string =>
  typeof id === 'string' && /^https?:\/\/\S{1,2000}$/i.test(id);

const partOf = (differences: readonly Difference[]): Part => ({
  outcome: differences.length === 0 ? 'same' : 'differs',
  differences,
});
const without = (outcome: ComparedPart): Part => ({ outcome, differences: [] });

/** What cannot be fetched, read or trusted is not there; why it is not is the issuer's affair. */
async function orUnreachable(compare: () => Promise<Part>): Promise<Part> {
  try {
    return await compare();
  } catch {
    return without('unreachable');
  }
}

async function compareBadge(badge: Json, { fetchBadge, environment }: CompareWays): Promise<Part> {
  const { id } = badge;
  if (!isAddress(id)) return without('none');
  return orUnreachable(async () => {
    const now = await verify(await fetchBadge(id), environment);
    const isRight = now.checks.some(({ name, outcome }) => name === 'proof' && outcome === 'pass');
    if (now.credential === undefined || !isRight) return without('unreachable');
    return partOf(differencesOf('badge', fieldsOfBadge(badge), fieldsOfBadge(now.credential)));
  });
}

async function compareAchievement(badge: Json, { environment }: CompareWays): Promise<Part> {
  const achievement = (badge['credentialSubject'] as Json | undefined)?.['achievement'];
  const id = (achievement as Json | undefined)?.['id'];
  if (!isAddress(id)) return without('none');
  const fetchNew = environment.fetchNew ?? environment.fetchJson;
  return orUnreachable(async () => {
    const now = await fetchNew(id);
    const fields = fieldsOfAchievement(now);
    // A page, or another document, at this address says nothing of the achievement.
    if (fields.badge === '') return without('unreachable');
    return partOf(differencesOf('achievement', fieldsOfAchievement(achievement), fields));
  });
}

/**
 * Fetches a badge and its achievement from the addresses that the badge names, and says what differs. Nothing is fetched
 * for a badge whose signature is not right: its addresses may be an attacker's.
 */
export async function compareWithIssuer(
  { credential, checks }: Verification,
  ways: CompareWays,
): Promise<Comparison> {
  const isSigned = checks.some(({ name, outcome }) => name === 'proof' && outcome === 'pass');
  if (credential === undefined || !isSigned)
    return { badge: 'forged', achievement: 'forged', differences: [] };
  const [badge, achievement] = await Promise.all([
    compareBadge(credential, ways),
    compareAchievement(credential, ways),
  ]);
  return {
    badge: badge.outcome,
    achievement: achievement.outcome,
    differences: [...badge.differences, ...achievement.differences],
  };
}
