import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RequestHandler } from 'express';
import { lazy } from '../../base/index.js';
import type { Web } from '../../web/index.js';

const FILE = path.join(fileURLToPath(new URL('../../../docs', import.meta.url)), 'errors.md');
const ROW = /^\| `([a-z0-9_]+)` \| ([\d, ]+) \| [^|]* \| (.*) \|$/;

/** A code that an error of this program has. */
interface Code {
  readonly code: string;
  readonly status: string;
  readonly says: string;
}

/** @returns the codes of the table in docs/errors.md */
export const readCodes = (text: string): Code[] =>
  text.split('\n').flatMap((line) => {
    const [, code, status, says] = ROW.exec(line) ?? [];
    return code === undefined || status === undefined || says === undefined
      ? []
      : [{ code, status, says: says.replaceAll('\\|', '|') }];
  });

/** The page of error codes, where the `type` of each problem leads. */
export function createErrorsPage(web: Pick<Web, 'page'>): RequestHandler {
  const codes = lazy(() => readCodes(readFileSync(FILE, 'utf8')));
  return (req, res) => {
    web.page(res, 'api/errors', { title: req.t('api.errors.title'), codes: codes() });
  };
}
