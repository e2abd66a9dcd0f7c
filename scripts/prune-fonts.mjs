/** For an image: of each bundled font the two weights that are used stay, with the licence; the others take 70 MB. */
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const KEPT = /^(400Regular|700Bold|LICENSE|LICENSE_FONT|package\.json)$/;

const folder = fileURLToPath(new URL('../node_modules/@expo-google-fonts', import.meta.url));
for (const family of readdirSync(folder))
  for (const name of readdirSync(path.join(folder, family)))
    if (!KEPT.test(name)) rmSync(path.join(folder, family, name), { recursive: true });
