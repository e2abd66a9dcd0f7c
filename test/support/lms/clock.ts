export interface Clock {
  now(): Date;
}

export const machineClock: Clock = { now: () => new Date() };
