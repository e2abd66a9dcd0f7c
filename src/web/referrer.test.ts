import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

it('no page is sent with `no-referrer`: browsers would send its own forms with “Origin: null”, which is refused', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  );
  const wrong = files.filter((file) =>
    readFileSync(path.join('src', file), 'utf8').includes("'no-referrer'"),
  );
  expect(wrong).toEqual([]);
});
