import { ObjectId } from 'bson';
import type { Doc } from '../bson/values.js';
import { Catalog } from '../storage/catalog.js';
import { Finder, type OnExamined } from '../storage/find.js';
import type { Credentials, ScramConversation } from '../wire/scram.js';
import { Writer } from '../storage/write.js';
import { Cursors } from './cursors.js';

/** The state of a client's connection. */
export interface Session {
  connectionId: number;
  /** Whether the client has authenticated; always true where no credentials are required. */
  isAuthenticated: boolean;
  /** The credentials that a client has to prove; null where none are required. */
  credentials: Credentials | null;
  scram: ScramConversation | null;
}

/** One file's store with all that commands work on. */
export class Engine {
  readonly catalog: Catalog;
  readonly finder: Finder;
  readonly writer: Writer;
  readonly cursors = new Cursors();
  readonly startedAt = Date.now();
  /** Distinguishes this run of the server from any other at its address. */
  readonly processId = new ObjectId();

  constructor(
    file: string,
    readonly now: () => Date,
    onExamined?: OnExamined,
  ) {
    this.catalog = new Catalog(file);
    this.finder = new Finder(this.catalog, onExamined);
    this.writer = new Writer(this.catalog);
  }

  close(): void {
    this.cursors.closeAll();
    this.catalog.store.close();
  }
}

/** A command as its handler sees it. */
export interface Invocation {
  engine: Engine;
  session: Session;
  database: string;
  args: Doc;
  documents: Buffer[] | null;
  deadline: number | undefined;
}

/** Answers with the reply's fields (`ok` is added), or with its bytes. */
export type Handler = (call: Invocation) => Doc | Buffer;

/** A command: what answers it, and the fields it takes beside the generic ones. */
export interface Command {
  handle: Handler;
  fields: readonly string[];
}
