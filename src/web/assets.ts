import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler } from 'express';

const FOLDER = fileURLToPath(new URL('../../public', import.meta.url));
const YEAR_SECONDS = 31_536_000;
/** A file that its build has named by its content's hash. */
const NAMED_BY_CONTENT = /\.[\w-]{10}\.woff2$/;

export interface Assets {
  /** The address of a file of `public/`, with its content's hash, so that it may be cached for good. */
  readonly url: (file: string) => string;
  /** Whether there is a file of this name. */
  readonly has: (file: string) => boolean;
  readonly serve: RequestHandler[];
}

function hashFiles(folder: string): Map<string, string> {
  const hashes = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const hash = createHash('sha256').update(readFileSync(file)).digest('base64url').slice(0, 10);
    hashes.set(path.relative(folder, file).split(path.sep).join('/'), hash);
  }
  return hashes;
}

/** What browsers fetch. Read once: a changed file is seen at the next start. */
export function createAssets(folder: string = FOLDER): Assets {
  const hashes = hashFiles(folder);
  const files = express.static(folder, {
    index: false,
    redirect: false,
    cacheControl: false,
    setHeaders: (res, file) => {
      const hash = hashes.get(path.relative(folder, file).split(path.sep).join('/'));
      const isCurrent =
        NAMED_BY_CONTENT.test(file) || (hash !== undefined && res.req.url.endsWith(`?v=${hash}`));
      res.setHeader(
        'Cache-Control',
        isCurrent ? `public, max-age=${YEAR_SECONDS}, immutable` : 'public, max-age=300',
      );
      res.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    },
  });
  const serve: RequestHandler = (req, res, next) => {
    if (req.path === '/favicon.ico') {
      req.answeredAs = '/public/*';
      return res.redirect(301, '/public/favicon.svg');
    }
    if (!req.url.startsWith('/public/')) return next();
    req.answeredAs = '/public/*';
    const whole = req.url;
    req.url = whole.slice('/public'.length);
    files(req, res, (error) => {
      req.url = whole;
      next(error);
    });
  };
  return {
    url(file) {
      const hash = hashes.get(file);
      return hash === undefined ? `/public/${file}` : `/public/${file}?v=${hash}`;
    },
    has: (file) => hashes.has(file),
    serve: [serve],
  };
}
