/** The schema of badges as code: what ajv would compile for 200 ms at its first use. */
import { Buffer } from 'node:buffer';
import { build } from 'esbuild';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { _ } from 'ajv/dist/compile/codegen/index.js';
import standaloneCode from 'ajv/dist/standalone/index.js';

/** A source file's exports, as they are now. */
async function exportsOf(file) {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
  });
  return import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
  );
}

/** @returns the source of a module with the exports of src/credentials/credential/badge-schema.ts */
export async function compileBadgeSchema() {
  const { OPEN_BADGE_SCHEMA } = await exportsOf('src/credentials/verify/ob-schema.ts');
  const { FORMATS } = await exportsOf('src/credentials/credential/badge-formats.ts');
  const ajv = new Ajv2019({
    allErrors: true,
    strict: false,
    code: { source: true, esm: true, formats: _`FORMATS` },
  });
  for (const [name, format] of Object.entries(FORMATS)) ajv.addFormat(name, format);
  const code = standaloneCode.default(ajv, { isOpenBadge: addSchema(ajv, OPEN_BADGE_SCHEMA) });
  return `import { FORMATS } from './badge-formats.js';\n${code}`;
}

function addSchema(ajv, schema) {
  const id = 'laurel:badge';
  ajv.addSchema(schema, id);
  return id;
}
