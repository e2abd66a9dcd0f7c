/**
 * Builds the verifier for where it runs beside the server: public/verify.bundle.js for the browser, and
 * public/verify-offline.bundle.js, one file that plain Node.js runs and that travels in a badge's bundle.
 */
import { build } from 'esbuild';

const shared = {
  bundle: true,
  format: 'esm',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
};

await Promise.all([
  build({
    ...shared,
    entryPoints: ['src/credentials/verify-page/browser.ts'],
    outfile: 'public/verify.bundle.js',
    platform: 'browser',
    target: 'es2022',
  }),
  // Beside it, and fetched only where they are needed: Markdown as the server renders it, and a reader of QR codes.
  build({
    ...shared,
    entryPoints: ['src/web/markdown.ts'],
    outfile: 'public/markdown.bundle.js',
    platform: 'browser',
    target: 'es2022',
  }),
  build({
    ...shared,
    stdin: { contents: "export { decodeQR } from 'qr/decode.js';", resolveDir: '.' },
    outfile: 'public/qr.bundle.js',
    platform: 'browser',
    target: 'es2022',
  }),
  build({
    ...shared,
    entryPoints: ['src/credentials/offline/verify-offline.ts'],
    outfile: 'public/verify-offline.bundle.js',
    // Browser builds of the libraries: they need nothing but the language itself.
    platform: 'browser',
    external: ['node:*'],
    target: 'node20',
    // By `self` the libraries' browser builds find WebCrypto, which Node.js has too.
    banner: { js: '#!/usr/bin/env node\nglobalThis.self ??= globalThis;' },
  }),
]);
