/** A program that opens a data directory's store and holds it until it is ended by a signal. */
import { openEmbeddedMongo } from '../index.js';

const store = await openEmbeddedMongo({ dataDir: process.argv[2] ?? '' });
console.log(JSON.stringify({ pid: process.pid, url: store.url }));
setInterval(() => undefined, 60_000);
