import { setFlagsFromString } from 'node:v8';

/**
 * Lets the old heap grow by one and a half between full collections, where V8 would let it grow up to fourfold. What ingest
 * holds for a batch outlives a young collection, so the heap would fill with it. Less growth costs more than it saves: at
 * three fifths half of a core went into marking. The young heap and V8's threads can be bounded on the command line only,
 * as `npm start` and the command do.
 */
export function keepHeapTight(): void {
  setFlagsFromString('--heap-growing-percent=150');
}
