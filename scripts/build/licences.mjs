/** Whose code is in the bundle, and under which licence: dist/THIRD-PARTY.txt, as the licences ask. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The folder of the package that a file of node_modules belongs to; undefined for one of ours. */
const packageOf = (file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];

/** What a package says of itself: licence and notice files, or where it has none its package.json. */
function describe(folder) {
  const own = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name));
  const texts = files.map((name) => readFileSync(path.join(folder, name), 'utf8').trim());
  const author = typeof own.author === 'object' ? own.author.name : own.author;
  if (texts.length === 0 && author) texts.push(`Copyright ${author}`);
  const licence = typeof own.license === 'string' ? own.license : own.license?.type;
  if (licence === undefined && texts.length === 0)
    throw new Error(`${folder} names no licence: it cannot be given away`);
  return { title: `${own.name} ${own.version} (${licence ?? 'see below'})`, texts };
}

/** @param inputs the paths of all files that went into the program */
export function writeLicences(inputs, dist) {
  const folders = [...new Set(inputs.map(packageOf))].filter((name) => name && existsSync(name));
  const parts = folders
    .map(describe)
    .sort((a, b) => a.title.localeCompare(b.title, 'en'))
    .map(({ title, texts }) => [title, '='.repeat(title.length), ...texts, ''].join('\n\n'));
  const head = 'Laurel is made with the packages below; their code is part of this program.\n\n\n';
  writeFileSync(path.join(dist, 'THIRD-PARTY.txt'), head + parts.join('\n'));
}
