/**
 * The server as dist/: one script, and beside it modules in chunks for the command line and for worker processes, which read what their task
 * needs and nothing else. Native packages alone are left outside, and are found in node_modules.
 */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { compileBadgeSchema } from './badge-schema.mjs';
import { compileTemplates } from './templates.mjs';

const SRC = path.resolve('src');
const DIST = path.resolve('dist');

/** Packages with native parts: what a production install holds. */
const NATIVE = ['libsql', '@resvg/resvg-js'];
/** What the MongoDB driver takes where it is there. */
const OPTIONAL = [
  ...['kerberos', '@mongodb-js/zstd', '@aws-sdk/credential-providers', 'gcp-metadata', 'snappy'],
  ...['socks', 'aws4', 'mongodb-client-encryption'],
];
/** What jsonld takes where it is there. */
const CANONICALISER = ['rdf-canonize-native'];

const PROGRAMS = [
  ...['commands/main', 'workers/child', 'embedded/child'],
  'credentials/signing/threads/signing-thread',
];

const tasks = () =>
  readdirSync(SRC, { recursive: true })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => file.endsWith('-task.ts') && !file.includes('/testing/'))
    .map((file) => file.slice(0, -'.ts'.length));

/** Modules that the sources make at run time are made here instead, by the sources' own paths. */
const MADE = {
  'web/templates.ts': compileTemplates,
  'credentials/credential/badge-schema.ts': compileBadgeSchema,
};

/**
 * A source file keeps its address, wherever its code ends up: every file of the bundle lies in dist/ itself, and
 * `import.meta.url` becomes what it would be if each source had its own file below.
 */
const sources = {
  name: 'sources',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
      const name = path.relative(SRC, file).split(path.sep).join('/');
      const make = MADE[name];
      if (make) return { contents: await make(), loader: 'js', resolveDir: path.dirname(file) };
      if (name.startsWith('../')) return undefined;
      const own = `new URL('./${name.slice(0, -'.ts'.length)}.js', import.meta.url).href`;
      const contents = readFileSync(file, 'utf8').replaceAll('import.meta.url', own);
      return { contents, loader: 'ts' };
    });
  },
};

const SHAPER_BEGINS = 'init(await createHarfBuzz());';

/**
 * A script cannot wait for HarfBuzz as a module does: its WebAssembly is compiled at once instead, so that it is there before anything else
 * happens.
 */
const shaperAtOnce = {
  name: 'shaper-at-once',
  setup({ onLoad }) {
    onLoad({ filter: /harfbuzzjs[\\/]dist[\\/]index\.mjs$/ }, ({ path: file }) => {
      const source = readFileSync(file, 'utf8');
      if (!source.includes(SHAPER_BEGINS)) throw new Error(`${file} begins in another way`);
      const contents = source.replace(
        SHAPER_BEGINS,
        `void createHarfBuzz({
          instantiateWasm(imports, done) {
            const bytes = readFileSync(new URL('./harfbuzz.wasm', import.meta.url));
            const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
            done(instance);
            return instance.exports;
          },
        }).then(init);`,
      );
      return { contents: `import { readFileSync } from 'node:fs';\n${contents}`, loader: 'js' };
    });
  },
};

const SHARED = {
  outdir: DIST,
  bundle: true,
  platform: 'node',
  target: 'node20',
  external: [...NATIVE, ...OPTIONAL, ...CANONICALISER],
  // Templates come compiled; the compiler stays out.
  alias: { handlebars: 'handlebars/runtime.js' },
  minifySyntax: true,
  minifyWhitespace: true,
  // Where a process dies, Node.js shows the line.
  lineLimit: 120,
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};

/** The server in one script, for whose compiled code V8 has a cache (load-cached.mjs). */
const buildProgram = () =>
  build({
    ...SHARED,
    entryPoints: [{ in: 'src/main.ts', out: 'program' }],
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    define: { 'import.meta.url': '__url', 'import.meta.resolve': 'undefined' },
    // All that is imported is in here, and is run when it is asked for.
    supported: { 'dynamic-import': false },
    plugins: [sources, shaperAtOnce],
  });

/** Commands, worker processes and their tasks: modules that share chunks. */
const buildModules = (entries) =>
  build({
    ...SHARED,
    entryPoints: entries.map((entry) => ({ in: `src/${entry}.ts`, out: flatName(entry) })),
    splitting: true,
    chunkNames: 'chunk-[hash]',
    format: 'esm',
    plugins: [sources],
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url),__dirname=import.meta.dirname;",
    },
  });

const flatName = (entry) => entry.replaceAll('/', '.');

/** The file of an entry point is in dist/ itself; at the entry point's own path is one that leads to it. */
function leadTo(entry) {
  const file = path.join(DIST, `${entry}.js`);
  const up = '../'.repeat(entry.split('/').length - 1);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `export * from '${up}${flatName(entry)}.js';\n`);
}

/** @returns the paths of all files that went in */
export async function buildServer() {
  const entries = [...PROGRAMS, ...tasks()];
  const built = await Promise.all([buildProgram(), buildModules(entries)]);
  entries.forEach(leadTo);
  copyFileSync(new URL('./load-cached.mjs', import.meta.url), path.join(DIST, 'main.js'));
  return built.flatMap(({ metafile: { outputs } }) =>
    Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs)),
  );
}
