// Signatures that the store is written against; the room itself follows.
export declare function openEmbeddedMongo(options: {
  dataDir: string;
}): Promise<{ url: string; stop(): Promise<void> }>;
export declare function startEmbeddedMongo(options: {
  file: string;
  inProcess?: boolean;
}): Promise<{ url: string; stop(): Promise<void> }>;
