/**
 * Finds what nobody uses: files, dependencies, and exports (knip). A room's door (index.ts) exports what another room,
 * a test or a script imports, and nothing else; in any other file an export may be used by that file alone.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** @returns {{ files: string[], issues: Record<string, unknown>[] }} knip's report; it ends with 1 where it finds anything */
function report() {
  try {
    return JSON.parse(execFileSync('npx', ['knip', '--reporter', 'json'], { encoding: 'utf8' }));
  } catch (error) {
    if (error.status !== 1) throw error;
    return JSON.parse(error.stdout);
  }
}

const isDoor = (file) => /^src\/([^/]+|credentials\/verify)\/index\.ts$/.test(file);

/** Whether a file names something beside where it exports it. */
function isUsedWithin(file, name) {
  const escaped = name.replaceAll('$', '\\$');
  const named = new RegExp(`(?<![\\w$])${escaped}(?![\\w$])`, 'g');
  return (readFileSync(file, 'utf8').match(named) ?? []).length > 1;
}

const { files = [], issues } = report();
const found = files.map((file) => `${file}: nobody imports this file`);
for (const { file, ...kinds } of issues) {
  for (const [kind, list] of Object.entries(kinds)) {
    if (kind === 'owners' || !Array.isArray(list)) continue;
    for (const { name } of list.flat()) {
      const isExport = kind === 'exports' || kind === 'types';
      if (isExport && !isDoor(file) && isUsedWithin(file, name)) continue;
      found.push(`${file}: ${name} (${kind})`);
    }
  }
}
for (const line of found) console.error(line);
console.log(`unused: ${found.length}`);
if (found.length > 0) process.exitCode = 1;
