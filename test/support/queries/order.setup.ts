import { putInOrder } from './catalogue.js';

/** After CATALOGUE=write. */
export default function setup(): () => void {
  return putInOrder;
}
