/**
 * `npm run demo`: the tool and two learning platforms to click through.
 * `npm run demo -- --check [--sources] [--api] [--out DIR]`: the whole journey without a person; the last line is JSON.
 */
import './build/verify.mjs';
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { checkApi, MANY } from './demo/api/check-api.js';
import { checkPlatform } from './demo/check.js';
import { checkSources } from './demo/sources.js';
import { startDemoWorld, type DemoWorld } from './demo/world.js';

const HELP = `npm run demo -- [options]

Starts Laurel and two learning platforms on this machine to click through, on the ports 3000 to 3002 where they are free.
Everything is temporary; Ctrl-C ends it.

  --check            goes the whole journey on both platforms without a person; the last line is JSON
  --sources          with --check: goes through every source of grades instead
  --api              with --check: goes through the API, webhooks, imports, a backpack and records instead
  --out DIR          with --check: keeps what the journey made in DIR
  --log-level LEVEL  what Laurel logs: trace, debug, info, warn (the default), error, fatal or silent
  --help, -h         says this
`;

function readOptions() {
  const { values } = parseArgs({
    options: {
      check: { type: 'boolean', default: false },
      sources: { type: 'boolean', default: false },
      api: { type: 'boolean', default: false },
      out: { type: 'string' },
      'log-level': { type: 'string', default: 'warn' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return values;
}

/** Ends the process with the help where it is asked for, and where the options are none of these. */
function optionsOrHelp() {
  try {
    const values = readOptions();
    if (!values.help) return values;
    process.stdout.write(HELP);
    return process.exit(0);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    return process.exit(2);
  }
}

const values = optionsOrHelp();

function describeWorld({ laurel, platforms }: DemoWorld): string {
  const places = platforms.flatMap(({ lms }) => [
    '',
    `  ${lms.name}   ${lms.baseUrl}`,
    '    teacher            opens Laurel in the course and maps an assessment to a badge',
    '    learner1…learner12 pass, and find their badge in Laurel',
    '    admin              registers and looks after the tool',
  ]);
  return [
    '',
    'Laurel is running. Open one of the two learning platforms and choose who you are (no passwords):',
    ...places,
    '',
    `  Laurel itself     ${laurel.settings.publicUrl}`,
    '',
    'Try this: as teacher, open Laurel in the course, make a badge for the activity’s column and activate it. It waits for',
    'your word that results are released: give it on the page of the badge. Then type a grade of 70 or more into the',
    'gradebook: within ten seconds the learner has a signed badge.',
    '',
    'Everything is temporary. Ctrl-C ends it.',
    '',
  ].join('\n');
}

/** Both platforms side by side; the last line is JSON. Gives whether all is well. */
async function check(demo: DemoWorld): Promise<boolean> {
  const reports = await Promise.all(
    demo.platforms.map((platform) => checkPlatform(demo, platform, values.out)),
  );
  for (const { name, problems } of reports) {
    for (const problem of problems) process.stderr.write(`${name}: ${problem}\n`);
  }
  const ok = reports.every(({ problems }) => problems.length === 0);
  const platforms = reports.map(({ problems: _problems, ...report }) => report);
  process.stdout.write(`${JSON.stringify({ ok, platforms })}\n`);
  return ok;
}

/** Every source of grades on both platforms; the last line is JSON. Gives whether all is well. */
async function checkAllSources(demo: DemoWorld): Promise<boolean> {
  const reports = await Promise.all(demo.platforms.map((platform) => checkSources(demo, platform)));
  const sources = reports.flatMap((report) => report.sources);
  const sum = (count: 'runs' | 'missing' | 'duplicate' | 'wrong') =>
    reports.reduce((total, { faults }) => total + faults[count], 0);
  const faults = {
    runs: sum('runs'),
    missing: sum('missing'),
    duplicate: sum('duplicate'),
    wrong: sum('wrong'),
  };
  const ok =
    sources.every(
      ({ badges, wrong, seconds }) => badges === 1 && wrong === 0 && seconds !== null,
    ) && faults.missing + faults.duplicate + faults.wrong === 0;
  process.stdout.write(`${JSON.stringify({ ok, sources, faults })}\n`);
  return ok;
}

/** Everything that other programs do with the tool; the last line is JSON. Gives whether all is well. */
async function checkPrograms(demo: DemoWorld): Promise<boolean> {
  const report = await checkApi(demo, values['log-level']);
  const { awards, webhooks, backpack, clr } = report;
  const areTold = webhooks.delivered === awards && webhooks.duplicates + webhooks.missing === 0;
  const ok = awards === MANY && areTold && backpack && clr;
  process.stdout.write(`${JSON.stringify({ ok, ...report })}\n`);
  return ok;
}

async function untilInterrupted(): Promise<void> {
  await new Promise<void>((done) => {
    process.once('SIGINT', () => done());
    process.once('SIGTERM', () => done());
    // The window it was started in was closed.
    process.once('SIGHUP', () => done());
  });
}

/** Whoever looks sees the fonts that every reader sees; it takes some seconds, once. */
if (!values.check)
  spawnSync(process.execPath, ['scripts/build/page-fonts.mjs'], { stdio: 'inherit' });

const checkOf = ({ sources, api }: { readonly sources: boolean; readonly api: boolean }) => {
  if (api) return checkPrograms;
  return sources ? checkAllSources : check;
};

const world = await startDemoWorld(
  values['log-level'],
  values.check ? [0, 0, 0] : [3000, 3001, 3002],
  values.check && values.api ? { learners: MANY } : {},
);
try {
  if (values.check) {
    const isWell = await checkOf(values)(world);
    if (!isWell) process.exitCode = 1;
  } else {
    process.stdout.write(describeWorld(world));
    await untilInterrupted();
  }
} finally {
  await world.close();
}
// agenda's timers for work that lies ahead would keep the process for half a minute.
process.exit();
