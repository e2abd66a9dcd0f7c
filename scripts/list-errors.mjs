/**
 * Writes docs/errors.md from the sources: every code an error is made with, its status and what it says.
 * With --check it writes nothing and fails when the table is not what it would write. Fails either way for a code that has
 * no words for people in config/locales/en/problem.json (src/web/locales.test.ts asks the other languages for them).
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const STATUS = {
  InvalidInput: 422,
  Unauthenticated: 401,
  NotAllowed: 403,
  NotFound: 404,
  Conflict: 409,
  TooManyRequests: 429,
  UpstreamFailed: 502,
  Unavailable: 503,
};
const FILE = 'docs/errors.md';
const MADE = new RegExp(
  `new (${Object.keys(STATUS).join('|')}|LaurelError)\\(\\s*'([a-z0-9_]+)'(?:,\\s*(?:'((?:[^'\\\\]|\\\\.)*)'|\`((?:[^\`\\\\]|\\\\.)*)\`))?(?:,\\s*(\\d{3}))?`,
  'g',
);

const rows = new Map();
const files = readdirSync('src', { recursive: true })
  .filter((name) => name.endsWith('.ts') && !/\.test\.ts$|\btesting\b/.test(name))
  .sort();
for (const file of files) {
  const text = readFileSync(path.join('src', file), 'utf8');
  for (const [, kind, code, plain, template, status] of text.matchAll(MADE)) {
    const words = (plain ?? template ?? '')
      .replace(/\$\{[^}]*\}/g, '…')
      .replaceAll("\\'", "'")
      .replaceAll('|', '\\|')
      .trim();
    const row = rows.get(code) ?? { statuses: new Set(), rooms: new Set(), words: '' };
    row.statuses.add(STATUS[kind] ?? Number(status));
    row.rooms.add(file.split('/')[0]);
    row.words ||= words;
    rows.set(code, row);
  }
}

const table = [...rows]
  .sort(([one], [other]) => (one < other ? -1 : 1))
  .map(([code, { statuses, rooms, words }]) => {
    const said = words === '' ? '(says what exactly)' : words;
    return `| \`${code}\` | ${[...statuses].join(', ')} | ${[...rooms].join(', ')} | ${said} |`;
  });
const page = `# Errors

Every error that Laurel throws on purpose has a stable code. A person gets a page in plain words with what to do next and a
reference; a program gets \`application/problem+json\` (RFC 9457) with the code in \`code\`. The reference stands in the log line that
holds the details. \`npm run errors\` writes this table from the sources; \`npm run check\` fails when it is out of date.

| Code | Status | Room | What it says |
|---|---|---|---|
${table.join('\n')}
`;

for (const [code, { statuses }] of rows) {
  if (statuses.size === 1) continue;
  console.error(`${code} has the statuses ${[...statuses].join(' and ')}: a code has one`);
  process.exitCode = 1;
}
/** Told to programs and on the command line alone, or standing for an error that is told itself. */
const OF_NO_PAGE = [
  ...['command_wrong', 'hook_refused', 'hook_repeated', 'hook_unreadable'],
  ...['index_in_the_way', 'input_waits', 'sealed_value_unreadable', 'store_half_restored'],
];
const readWords = (room) => JSON.parse(readFileSync(`config/locales/en/${room}.json`, 'utf8'));
const words = { ...readWords('grades').obstacle, ...readWords('problem') };
if ('problem' in readWords('web')) {
  console.error('web.json has words of errors: they stand in problem.json');
  process.exitCode = 1;
}
/** Rooms that answer programs. */
const OF_PROGRAMS = new Set(['api', 'oauth']);
for (const [code, { rooms }] of rows) {
  if (code in words || OF_NO_PAGE.includes(code)) continue;
  if ([...rooms].every((room) => OF_PROGRAMS.has(room))) continue;
  console.error(`${code} has no words in config/locales/*/problem.json`);
  process.exitCode = 1;
}

if (!process.argv.includes('--check')) {
  writeFileSync(FILE, page);
} else if (readFileSync(FILE, 'utf8') !== page) {
  console.error(`${FILE} is out of date: npm run errors`);
  process.exitCode = 1;
}
