/** A program that opens a data directory's store and holds it until it is ended by a signal. */
import { openEmbeddedMongo } from '../open.js';

const store = await openEmbeddedMongo({ dataDir: process.argv[2] ?? '' });
process.stdout.write(`${JSON.stringify({ pid: process.pid, url: store.url })}\n`);
setInterval(() => undefined, 60_000);
