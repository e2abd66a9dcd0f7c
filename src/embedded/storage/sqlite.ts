import { accessSync, closeSync, constants, existsSync, fsyncSync, openSync } from 'node:fs';
import Database from 'libsql';
import { toStoreError } from '../store-error.js';
import { Documents } from './documents.js';
import { IndexEntries } from './index-entries.js';
import type { Statement } from './statement.js';

/** Rows of one collection lie together: a row's number is its collection's, then its own. */
export const ROWS_A_COLLECTION = 2 ** 33;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS meta(k TEXT PRIMARY KEY, v BLOB) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS docs(r INTEGER PRIMARY KEY, d BLOB NOT NULL);
  CREATE TABLE IF NOT EXISTS idx(i INTEGER, k BLOB, r INTEGER, PRIMARY KEY(i, k, r)) WITHOUT ROWID;`;

const JOINED = 'SELECT idx.r, docs.d, idx.k FROM idx CROSS JOIN docs ON docs.r = idx.r WHERE';

const SQL = {
  begin: 'BEGIN IMMEDIATE',
  commit: 'COMMIT',
  rollback: 'ROLLBACK',
  metaAll: 'SELECT k, v FROM meta',
  metaPut: 'INSERT OR REPLACE INTO meta VALUES(?, ?)',
  metaDelete: 'DELETE FROM meta WHERE k = ?',
  docPut: 'INSERT OR REPLACE INTO docs VALUES(?, ?)',
  docGet: 'SELECT r, d FROM docs WHERE r = ?',
  docDelete: 'DELETE FROM docs WHERE r = ?',
  docScan: 'SELECT r, d FROM docs WHERE r > ? AND r < ? ORDER BY r LIMIT ?',
  docScanDown: 'SELECT r, d FROM docs WHERE r > ? AND r < ? ORDER BY r DESC LIMIT ?',
  docLast: 'SELECT max(r) FROM docs WHERE r > ? AND r < ?',
  docCount: 'SELECT count(*) FROM docs WHERE r > ? AND r < ?',
  docBytes: 'SELECT sum(length(d)) FROM docs WHERE r > ? AND r < ?',
  docDrop: 'DELETE FROM docs WHERE r > ? AND r < ?',
  keyDelete: 'DELETE FROM idx WHERE i = ? AND k = ? AND r = ?',
  keyThere: 'SELECT r FROM idx WHERE i = ? AND k = ? AND r = ?',
  keyEntries: 'SELECT count(*) FROM idx WHERE i = ?',
  keyCount: 'SELECT count(*) FROM idx WHERE i = ? AND k >= ? AND k < ?',
  keyCountSome: 'SELECT count(*) FROM (SELECT 1 FROM idx WHERE i = ? AND k >= ? AND k < ? LIMIT ?)',
  keyUp: 'SELECT r, k FROM idx WHERE i = ? AND k >= ? AND k < ? ORDER BY k, r LIMIT 1 OFFSET ?',
  keyDown:
    'SELECT r, k FROM idx WHERE i = ? AND k >= ? AND k < ? ORDER BY k DESC, r DESC LIMIT 1 OFFSET ?',
  keyDrop: 'DELETE FROM idx WHERE i = ?',
  up: `${JOINED} idx.i = ? AND idx.k >= ? AND idx.k < ? ORDER BY idx.k, idx.r LIMIT ?`,
  down: `${JOINED} idx.i = ? AND idx.k >= ? AND idx.k < ? ORDER BY idx.k DESC, idx.r DESC LIMIT ?`,
  upFrom: `${JOINED} idx.i = ? AND (idx.k, idx.r) > (?, ?) AND idx.k < ? ORDER BY idx.k, idx.r LIMIT ?`,
  downFrom: `${JOINED} idx.i = ? AND idx.k >= ? AND (idx.k, idx.r) < (?, ?) ORDER BY idx.k DESC, idx.r DESC LIMIT ?`,
} as const;

type Statements = Record<keyof typeof SQL, Statement>;

/** What stands in a store's header, so that another program's SQLite file is not taken for one. */
const APPLICATION_ID = 0x4c61726c;

/** Opens a store's file and locks it for this process; throws when it is another program's. */
function openFile(file: string): Database.Database {
  // SQLite opens what it may not write for reading, and then fails to lock it as if another had.
  if (existsSync(file)) accessSync(file, constants.W_OK);
  const db = new Database(file, { timeout: 0 });
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE');
    const [[id]] = read(db, 'PRAGMA application_id') as [[number]];
    const [[tables]] = read(db, 'SELECT count(*) FROM sqlite_master') as [[number]];
    if (id !== APPLICATION_ID && tables > 0) throw new Error('not a database of this program');
    db.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4000',
    );
    db.exec(`BEGIN IMMEDIATE; PRAGMA application_id = ${APPLICATION_ID}; ${SCHEMA} COMMIT`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

const read = (db: Database.Database, text: string): unknown[][] =>
  db.prepare(text).raw().all() as unknown[][];

/** The SQLite file: three tables, its prepared statements, and transactions. */
export class Sqlite {
  readonly sql: Statements;
  readonly entries: IndexEntries;
  readonly documents: Documents;
  private readonly db: Database.Database;
  private depth = 0;

  /** @param onRollback called when a transaction was undone, so that what is cached can be read anew */
  constructor(
    readonly file: string,
    private readonly onRollback: () => void,
  ) {
    try {
      this.db = openFile(file);
      this.sql = Object.fromEntries(
        Object.entries(SQL).map(([name, text]) => [name, this.prepare(text)]),
      ) as Statements;
      this.entries = new IndexEntries((text) => this.prepare(text));
      this.documents = new Documents((text) => this.prepare(text));
    } catch (error) {
      throw toStoreError(error, file);
    }
  }

  private prepare(text: string): Statement {
    const statement = this.db.prepare(text);
    if (!text.startsWith('SELECT')) return statement;
    const reading: Statement = statement.raw();
    // libsql 0.5's own `get` answers, once in some thousand times, with the row of the call before: never to be used.
    return Object.assign(reading, {
      get: (...values: unknown[]) => (reading.all(...values) as unknown[])[0],
    });
  }

  /** Runs `work` in the one transaction; a call inside another joins it. */
  transaction<T>(work: () => T): T {
    if (this.depth > 0) return work();
    this.sql.begin.run();
    this.depth = 1;
    try {
      const result = work();
      this.sql.commit.run();
      return result;
    } catch (error) {
      this.undo();
      throw error;
    } finally {
      this.depth = 0;
    }
  }

  private undo(): void {
    try {
      this.sql.rollback.run();
    } catch {
      // SQLite has rolled back by itself (a full disk).
    }
    this.onRollback();
  }

  /** Puts what was acknowledged onto the disk (`j: true`); other commits reach it with the next checkpoint. */
  flush(): void {
    const log = openSync(`${this.file}-wal`, 'r');
    try {
      fsyncSync(log);
    } finally {
      closeSync(log);
    }
  }

  /** Moves what the log holds into the file, and lets the log start anew. */
  checkpoint(): void {
    this.all('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  /** Writes a consistent copy of the file; throws when there is a file of that name. */
  copyTo(target: string): void {
    this.db.prepare('VACUUM INTO ?').run(target);
  }

  all(text: string): unknown[][] {
    return read(this.db, text);
  }

  /** Ends the file; what its log holds is moved into it first, so that the file alone is the whole store. */
  close(): void {
    try {
      this.checkpoint();
    } catch {
      // A full disk, say: the log is read at the next start.
    }
    this.db.close();
  }
}
