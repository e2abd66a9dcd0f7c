import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Settings } from './base/index.js';

/**
 * The master keys of the settings or, in the demo and in tests where none are required, one that is made once and
 * kept in the data folder (readable by its owner alone).
 */
export function masterKeysOf(settings: Settings): readonly Uint8Array[] {
  if (settings.masterKeys.length > 0) return settings.masterKeys;
  const file = path.join(settings.dataDir, 'master.key');
  if (!existsSync(file)) {
    mkdirSync(settings.dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' });
  }
  return [new Uint8Array(Buffer.from(readFileSync(file, 'utf8'), 'base64'))];
}
