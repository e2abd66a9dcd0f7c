import type { Model } from 'mongoose';

/**
 * Inserts one row that this program made itself, by the driver: mongoose would build a document of it, cast and validate it,
 * which takes longer than the rest of the insert. Members that are undefined are left out, at any depth.
 * @param row with its `_id`, each member of the type that the model's schema gives it
 * @throws as the driver does, on a duplicate key too
 */
export async function insertRow<Row extends { readonly _id: string }>(
  model: Pick<Model<unknown>, 'collection'>,
  row: Row,
): Promise<void> {
  await model.collection.insertOne(row as never, { ignoreUndefined: true });
}
