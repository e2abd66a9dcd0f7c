import { parseCollation } from '../bson/collation.js';
import { display } from '../bson/display.js';
import { doc, isDoc, isNumeric, isTruthy, toNumber, type Doc } from '../bson/values.js';
import { equal } from '../bson/compare.js';
import { CommandError, notImplemented } from '../errors.js';
import { compileFilter } from '../query/match.js';
import type { Collection } from '../storage/catalog.js';
import { docArg, namespaceOf } from './args.js';
import type { Command } from './engine.js';
import { existing } from './existing.js';

const REFUSED_OPTIONS = [
  'storageEngine',
  'indexOptionDefaults',
  'viewOn',
  'pipeline',
  'timeseries',
  'expireAfterSeconds',
  'clusteredIndex',
  'capped',
  'size',
  'max',
  'changeStreamPreAndPostImages',
  'encryptedFields',
];

/** Makes a collection, or finds it made with the same options. */
export const create: Command = {
  fields: ['validator', 'validationLevel', 'validationAction', 'collation', ...REFUSED_OPTIONS],
  handle(call) {
    const { args, engine, database } = call;
    const namespace = namespaceOf(database, args.get('create'));
    const options = readOptions(args);
    const there = engine.catalog.find(namespace);
    if (!there) engine.catalog.create(namespace, options);
    else if (!equal(there.options, options))
      throw new CommandError('NamespaceExists', `Collection ${namespace} already exists.`);
    return doc({});
  },
};

function readOptions(args: Doc): Doc {
  for (const name of REFUSED_OPTIONS) {
    const isOff = name === 'capped' && !isTruthy(args.get(name));
    if (args.has(name) && !isOff) throw notImplemented(`The option '${name}' of create`);
  }
  const options: Doc = new Map();
  const validator = docArg(args, 'validator');
  if (validator) {
    compileFilter(validator);
    options.set('validator', validator);
  }
  for (const [name, allowed] of Object.entries({
    validationLevel: ['strict'],
    validationAction: ['error', 'warn'],
  })) {
    const value = args.get(name);
    if (value === undefined) continue;
    if (!allowed.includes(value as string)) throw notImplemented(`The ${name} '${display(value)}'`);
    options.set(name, value);
  }
  const collation = parseCollation(args.get('collation'));
  if (collation) options.set('collation', collation.spec);
  return options;
}

/** Changes a collection's validator, or whether an index is hidden and when what it holds expires. */
export const collMod: Command = {
  fields: ['index', 'validator', 'validationLevel', 'validationAction'],
  handle(call) {
    const { args, engine } = call;
    const collection = existing(call, args.get('collMod'), 'ns does not exist');
    const reply = modifyIndex(collection, docArg(args, 'index'));
    const changed = readOptions(new Map([...args].filter(([name]) => name.startsWith('valid'))));
    for (const [name, value] of changed) collection.options.set(name, value);
    engine.catalog.save(collection);
    engine.catalog.load();
    return reply;
  },
};

function modifyIndex(collection: Collection, change: Doc | undefined): Doc {
  if (!change) return doc({});
  const pattern = change.get('keyPattern');
  const index = collection.indexes.find(
    ({ name, key }) => name === change.get('name') || (isDoc(pattern) && equal(key, pattern)),
  );
  if (!index) throw new CommandError('IndexNotFound', 'cannot find index for ns');
  const reply: Doc = new Map();
  for (const [name, value] of change) {
    if (name === 'name' || name === 'keyPattern') continue;
    if (name !== 'hidden' && name !== 'expireAfterSeconds')
      throw notImplemented(`The option '${name}' of collMod`);
    if (name === 'expireAfterSeconds' && !(isNumeric(value) && toNumber(value) >= 0))
      throw new CommandError(
        'InvalidOptions',
        'expireAfterSeconds must be a number that is not negative',
      );
    reply.set(`${name}_old`, index.spec.get(name) ?? false);
    index.spec.set(name, value);
    reply.set(`${name}_new`, value);
  }
  return reply;
}
