/** `npm run client`: writes clients/typescript/src/operations.gen.ts of the description that the API serves. */
import { writeFile } from 'node:fs/promises';
import { startTestLaurel } from '../test/support/start-test-laurel.js';
import { writeClient, type Description } from './client/write-client.js';
import { formatText } from './lint/format-text.mjs';

const FILE = 'clients/typescript/src/operations.gen.ts';

const laurel = await startTestLaurel();
const answer = await fetch(`${laurel.url}/api/openapi.json`);
const description = (await answer.json()) as Description;
await laurel.close();
const source = writeClient(description);
await writeFile(FILE, await formatText(FILE, source));
console.log(`${Object.keys(description.paths).length} paths in ${FILE}`);
process.exit();
