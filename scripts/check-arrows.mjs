/**
 * Holds the arrows of docs/architecture.md (rules in .dependency-cruiser.cjs) and fails when it has
 * looked at fewer modules than there are TypeScript files: a check that sees nothing proves nothing.
 */
import { createRequire } from 'node:module';
import { readdirSync } from 'node:fs';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const rules = createRequire(import.meta.url)('../.dependency-cruiser.cjs');
const { output } = await cruise(
  ['src', 'scripts', 'test'],
  { ...rules.options, ruleSet: { forbidden: rules.forbidden }, validate: true },
  {},
  { tsConfig: extractTSConfig('tsconfig.json') },
);
const result = typeof output === 'string' ? JSON.parse(output) : output;

const seen = result.modules.filter((module) => /^src\/.*\.ts$/.test(module.source)).length;
const there = readdirSync('src', { recursive: true }).filter((name) => name.endsWith('.ts')).length;
for (const { rule, from, to } of result.summary.violations) {
  console.error(`${rule.name}: ${from} -> ${to}`);
}
console.log(
  `arrows: ${seen} of ${there} modules, ${result.summary.violations.length} against the rules`,
);
if (seen === 0 || seen < there || result.summary.violations.length > 0) process.exitCode = 1;
