import { createHash } from 'node:crypto';
import { Schema } from 'mongoose';
import { foldName, omitUndefined, searchWordsOf, wordsOf } from '../../base/index.js';
import {
  findByWords,
  hasWordFrom,
  searchedWords,
  textsFrom,
  type Connection,
} from '../../store/index.js';
import type { ReadSkill } from '../read/read-skill.js';
import type { Skill } from './framework.js';

interface SkillRow extends Omit<Skill, 'id'> {
  _id: string;
  /** The name as it is sorted by; absent where it is there no more. */
  nameKey?: string;
  words: string[];
  /** The load that wrote it last: ids of later ones are greater. */
  load: string;
}

const schema = new Schema<SkillRow>(
  {
    // `<framework>/<language>/<key of the address>`.
    _id: { type: String, required: true },
    frameworkId: { type: String, required: true },
    language: { type: String, required: true },
    name: { type: String, required: true },
    nameKey: String,
    code: String,
    url: { type: String, required: true },
    description: String,
    targetType: { type: String, required: true },
    broader: String,
    words: { type: [String], required: true },
    load: { type: String, required: true },
  },
  { collection: 'skills', versionKey: false },
);
schema.index({ frameworkId: 1, language: 1, words: 1 });
schema.index({ frameworkId: 1, language: 1, nameKey: 1 });
schema.index({ frameworkId: 1, language: 1, targetType: 1, load: 1 });

const MOST_WORDS = 40;
/** So many rows are read at most of a search. */
const MOST_READ = 200;
const LAST = '\u{10FFFF}';
const A_BATCH = 1_000;

/** A short name for an address, the same in each language. */
export const keyOf = (url: string): string =>
  createHash('sha256').update(url).digest('base64url').slice(0, 16);
export const idOf = (frameworkId: string, language: string, key: string): string =>
  `${frameworkId}/${language}/${key}`;

/** A code is found by what it begins with, as it is written. */
const codeWord = (code: string): string => `#${foldName(code)}`;

/** Where a search is made: each framework is searched in one language. */
export interface Place {
  readonly frameworkId: string;
  readonly language: string;
}

const fromRow = ({ _id, words: _words, load: _load, nameKey: _key, ...rest }: SkillRow): Skill => ({
  ...rest,
  id: _id,
});

/** What of a row says whether it is found, and how good it is. */
const BRIEF = { nameKey: 1, words: 1 } as const;
type BriefRow = Pick<SkillRow, '_id' | 'nameKey' | 'words'>;

/** Those first whose name has the words, not another name of theirs; the shorter first. */
function bestFirst(rows: readonly BriefRow[], words: readonly string[]): BriefRow[] {
  const rank = ({ nameKey = '' }: BriefRow): number => {
    const own = wordsOf(nameKey);
    const isNamed = words.every((word) => own.some((one) => one.startsWith(word)));
    return (isNamed ? 0 : 1_000) + nameKey.length;
  };
  return rows
    .map((row) => ({ row, rank: rank(row) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ row }) => row);
}

export type SkillStore = ReturnType<typeof createSkillStore>;

/** @returns the store of skills */
export function createSkillStore(connection: Connection) {
  const model = connection.model<SkillRow>('Skill', schema);
  // The driver is used directly: mongoose would cast each of thousands of rows.
  const collection = connection.collection<SkillRow>('skills');
  const read = (filter: object, limit: number) =>
    model.find(filter, BRIEF).limit(limit).batchSize(MOST_READ).lean<BriefRow[]>().exec();

  const countAt = (at: Place) => (filter: object, limit: number) =>
    model
      .countDocuments({ ...at, ...filter }, { limit })
      .hint({ frameworkId: 1, language: 1, words: 1 })
      .exec();

  async function findMany(ids: readonly string[]): Promise<Skill[]> {
    if (ids.length === 0) return [];
    const rows = await model.find({ _id: { $in: [...ids] } }).lean<SkillRow[]>();
    return rows.map(fromRow);
  }

  return {
    /**
     * Finds the skills of a framework, in one language, whose code or name begins with what was typed, or that have a word for
     * each of its words. What it costs does not grow with the framework.
     */
    async search(at: Place, text: string, limit: number): Promise<Skill[]> {
      const key = foldName(text);
      if (key === '') return [];
      const words = searchedWords(text);
      const [byCode, byName] = await Promise.all([
        read({ ...at, ...hasWordFrom(codeWord(text)) }, limit),
        model
          .find({ ...at, nameKey: textsFrom(key) }, BRIEF)
          .sort({ nameKey: 1 })
          .limit(limit)
          .lean<BriefRow[]>()
          .exec(),
      ]);
      const found = new Set([...byCode, ...byName].map(({ _id }) => _id));
      if (found.size < limit && words.length > 0) {
        const readAt = (filter: object) => read({ ...at, ...filter }, MOST_READ);
        const named = await findByWords(words, { count: countAt(at), read: readAt });
        for (const { _id } of bestFirst(named, words)) found.add(_id);
      }
      const ids = [...found].slice(0, limit);
      const whole = await findMany(ids);
      return ids.flatMap((id) => whole.find((one) => one.id === id) ?? []);
    },

    findMany,

    /** Lists the skills of a framework in a language in the order of their ids, from after one. */
    async list({ frameworkId, language }: Place, after: string, limit: number): Promise<Skill[]> {
      const first = `${frameworkId}/${language}/`;
      const $gt = after.startsWith(first) ? after : first;
      const rows = await model
        .find({ _id: { $gt, $lt: `${first}${LAST}` } })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<SkillRow[]>();
      return rows.map(fromRow);
    },

    /** Writes skills in the place of what an earlier load wrote; what they are a part of stays where a file does not say it. */
    async save(frameworkId: string, load: string, skills: readonly ReadSkill[]): Promise<void> {
      const changes = skills.map(({ alt, broader, ...skill }) => {
        const { language, name, url, targetType, code, description } = skill;
        const words = searchWordsOf(name, MOST_WORDS);
        const others = alt.flatMap((one) => searchWordsOf(one));
        const all = [...new Set([...words, ...others])].slice(0, MOST_WORDS);
        if (code !== undefined) all.push(codeWord(code));
        const set = omitUndefined({
          frameworkId,
          language,
          name,
          nameKey: foldName(name),
          words: all,
          code,
          description,
          url,
          targetType,
          load,
          broader: broader === undefined ? undefined : keyOf(broader),
        });
        const unset = omitUndefined({
          code: code === undefined ? (1 as const) : undefined,
          description: description === undefined ? (1 as const) : undefined,
        });
        const filter = { _id: idOf(frameworkId, language, keyOf(url)) };
        const update =
          Object.keys(unset).length === 0 ? { $set: set } : { $set: set, $unset: unset };
        return { updateOne: { filter, update, upsert: true } };
      });
      if (changes.length > 0) await collection.bulkWrite(changes, { ordered: false });
    },

    /** Says of skills that are there what they are a part of, in each language. */
    async relate(
      frameworkId: string,
      languages: readonly string[],
      relations: readonly (readonly [string, string])[],
    ): Promise<void> {
      const changes = relations.flatMap(([narrower, broader]) =>
        languages.map((language) => ({
          updateOne: {
            filter: { _id: idOf(frameworkId, language, keyOf(narrower)) },
            update: { $set: { broader: keyOf(broader) } },
          },
        })),
      );
      if (changes.length > 0) await collection.bulkWrite(changes, { ordered: false });
    },

    /**
     * Takes what an earlier load wrote, and this one did not, out of searches; badges that name it are found by it as before.
     * @returns how many
     */
    async retire(at: Place, targetType: string, load: string): Promise<number> {
      let count = 0;
      for (;;) {
        const filter = { ...at, targetType, load: { $lt: load } };
        const rows = await model.find(filter, { _id: 1 }).limit(A_BATCH).lean<SkillRow[]>();
        if (rows.length === 0) return count;
        const ids = rows.map(({ _id }) => _id);
        const changed = await collection.updateMany(
          { _id: { $in: ids } },
          { $set: { words: [], load }, $unset: { nameKey: '' } },
        );
        count += changed.modifiedCount;
      }
    },

    /** Counts those that can be found. */
    count: ({ frameworkId, language }: Place): Promise<number> =>
      model.countDocuments({ frameworkId, language, nameKey: { $gte: '' } }).exec(),

    /** Removes all of a framework, some at a time: others ask the store meanwhile. */
    async removeAll(frameworkId: string): Promise<void> {
      for (;;) {
        const rows = await model
          .find({ frameworkId }, { _id: 1 })
          .limit(A_BATCH)
          .lean<SkillRow[]>();
        if (rows.length === 0) return;
        await collection.deleteMany({ _id: { $in: rows.map(({ _id }) => _id) } });
      }
    },

    /** The first framework behind `after` that has skills; null behind the last one. */
    async nextFramework(after: string): Promise<string | null> {
      const row = await model
        .findOne({ frameworkId: { $gt: after } }, { frameworkId: 1 })
        .sort({ frameworkId: 1 })
        .lean<SkillRow>();
      return row?.frameworkId ?? null;
    },
  };
}
