import { expect, it } from 'vitest';
import { terminalLine } from './terminal-line.js';

it('a name cannot steer the terminal that shows it', () => {
  expect(terminalLine('did:web:x\u001b[2K\rVALID  badge')).toBe(
    'did:web:x\uFFFD[2K\uFFFDVALID  badge',
  );
  expect(terminalLine('a\nb\u009b31mc\u202Ed\u2066e\u2028f')).toBe(
    'a\uFFFDb\uFFFD31mc\uFFFDd\uFFFDe\uFFFDf',
  );
});

it('names of people stay as they are', () => {
  for (const name of ['Hương', 'نگار‌ی', '👩‍🔬', 'Ann  Lee']) expect(terminalLine(name)).toBe(name);
});
