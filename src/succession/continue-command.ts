import { parseArgs } from 'node:util';
import { InvalidInput } from '../base/index.js';
import type { Successions } from './create-successions.js';
import type { SuccessionPreview, Wish } from './preview.js';

interface Deps {
  readonly successions: Pick<Successions, 'preview' | 'continue'>;
  /** Writes one line to the person at the terminal. */
  readonly print: (line: string) => void;
}

const USAGE = `Usage: npm run continue -- NEW OLD [--deployment NEW=OLD ...] [--yes] [--sure]
  NEW  the platform as it was registered anew; OLD  the one that goes on (\`npm run platform -- list\`)
  The same platform twice, with --deployment: a deployment alone was installed anew.
  Without --yes it shows what would happen. --sure: the warnings were looked at.`;

function wrong(problem: string): InvalidInput {
  return new InvalidInput('command_wrong', problem, { action: USAGE });
}

function read(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        deployment: { type: 'string', multiple: true },
        yes: { type: 'boolean' },
        sure: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : 'Which platforms?');
  }
}

function chosenOf(pairs: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.lastIndexOf('=');
      if (at < 1 || at === pair.length - 1) throw wrong(`--deployment: NEW=OLD, not ${pair}`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

const WARNINGS = {
  address: 'The address of the platform changes.',
  keys: 'The keys that sign people in come from another server than before.',
  people: 'People who have one user id have other names and addresses than before: see above.',
  deployments:
    'A deployment with courses is continued by nothing: its people keep their badges, it opens no more.',
} as const;

function show({ print }: Deps, preview: SuccessionPreview): void {
  const { fresh, old, pairs, left, courses, people, kept, moving } = preview;
  print(`${fresh.name} (${fresh.id}) continues ${old.name} (${old.id}).`);
  print(`  address     ${old.issuer} -> ${fresh.issuer}`);
  print(`  client id   ${old.clientId} -> ${fresh.clientId}`);
  print(`  keys        ${old.jwksUrl} -> ${fresh.jwksUrl}`);
  for (const pair of pairs) print(`  deployment  ${pair.old ?? '(none)'} -> ${pair.fresh}`);
  for (const id of left) print(`  deployment  ${id} -> (none)`);
  print(`  courses     ${courses.both} in both, ${courses.old} before alone, ${courses.fresh} new`);
  print(
    `  people      ${people.both} in both, ${people.mismatched} who do not look like one person`,
  );
  for (const { userId, before, now } of people.mismatches)
    print(`    user ${userId}: ${before} -> ${now}`);
  for (const [name, count] of Object.entries(kept))
    if (count + (moving[name] ?? 0) > 0) print(`  ${name}: ${count} + ${moving[name] ?? 0}`);
  for (const { course, badge } of preview.twins)
    print(`  in both: the badge ${badge} in ${course}; the newer one is paused`);
  for (const badge of preview.toChooseAgain)
    print(`  to choose again in its course: where the grades of ${badge} come from`);
  for (const doubt of preview.doubts) print(`WARNING ${WARNINGS[doubt]}`);
}

/**
 * `npm run continue -- NEW OLD`: shows, and with `--yes` does, that a registration continues an earlier one.
 * @throws InvalidInput `command_wrong` with the usage, `continue_doubtful`; NotFound, Conflict
 */
export async function continueCommand(argv: readonly string[], deps: Deps): Promise<void> {
  const { values, positionals } = read(argv);
  const [freshId, oldId, ...rest] = positionals;
  if (freshId === undefined || oldId === undefined || rest.length > 0)
    throw wrong('Which platform continues which?');
  const wish: Wish = { freshId, oldId, chosen: chosenOf(values.deployment) };
  const preview = await deps.successions.preview(wish);
  show(deps, preview);
  if (values.yes !== true) {
    deps.print('Nothing was changed. Say --yes to do it.');
    return;
  }
  const { digest } = preview;
  await deps.successions.continue(wish, {
    actor: 'operator',
    digest,
    isSure: values.sure === true,
  });
  deps.print('Done.');
}
