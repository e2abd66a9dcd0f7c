export const verifyRatio = () => Promise.resolve(0);
