import { configureGlobal } from 'fast-check';

// A run tells of the change at hand, so its properties look at the same cases each time; SEED=… looks at others.
configureGlobal({ seed: Number(process.env['SEED'] ?? 20_261_121) });

// A store that was named for this shell is not the tests': theirs is TEST_MONGODB_URL. Programs that they start inherit this.
delete process.env['MONGODB_URL'];
