/** What is counted that people do with a badge. */
export const USE_KINDS = [
  'opened',
  ...(['link', 'public', 'linkedin'] as const),
  ...(['pdf', 'png', 'svg', 'json', 'jwt', 'zip', 'wallet'] as const),
  ...(['page', 'verify'] as const),
] as const;

/** One of {@link USE_KINDS}. */
export type UseKind = (typeof USE_KINDS)[number];

/** The kinds as people think of them. */
export const USE_GROUPS = {
  /** A learner opened their badge in the tool. */
  opened: ['opened'],
  /** A learner made it visible: to whoever has the link, to everybody, or to add it to LinkedIn. */
  shared: ['link', 'public', 'linkedin'],
  /** A file of it was downloaded, or a wallet took it. */
  downloaded: ['pdf', 'png', 'svg', 'json', 'jwt', 'zip', 'wallet'],
  /** Somebody else opened its page, or it was handed in at /verify. */
  verified: ['page', 'verify'],
} as const satisfies Readonly<Record<string, readonly UseKind[]>>;

/** One of {@link USE_GROUPS}. */
export type UseGroup = keyof typeof USE_GROUPS;

/** How often something was done with a badge on one day, by nobody in particular. */
export interface DayCount {
  /** Midnight of that day, UTC. */
  readonly day: Date;
  readonly kind: UseKind;
  readonly count: number;
}

/** Programs that fetch pages for a preview, an index or a check, by what they call themselves. */
const PROGRAMS =
  /bot|crawl|spider|slurp|preview|scan|monitor|uptime|headless|lighthouse|proxy|validator|externalhit|embedly/i;

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Whether a person's browser seems to ask. Every browser calls itself Mozilla; one that loads a page ahead of a click
 * says so. A program that calls itself a browser is taken for one.
 */
export function isByPerson({ method, headers }: { method: string; headers: Headers }): boolean {
  const agent = String(headers['user-agent'] ?? '');
  const purpose = [headers['sec-purpose'], headers['purpose'], headers['x-moz']].join(' ');
  if (method === 'HEAD' || !agent.includes('Mozilla/') || PROGRAMS.test(agent)) return false;
  return !/prefetch|preview|prerender/i.test(purpose);
}

/**
 * @param url the IRI of an achievement's version, as badges name it
 * @returns the achievement's id; null for one of another installation
 */
export const achievementIdOf = (url: string): string | null =>
  /\/achievements\/([\w-]{1,64})\/versions\/\d+$/.exec(url)?.[1] ?? null;
