import type { z } from 'zod';
import { bytes, duration } from '../quantities.js';
import { toxicSchemas } from './toxic-keys.js';

export interface SlicedWritesToxic {
  readonly kind: 'sliced-writes';
  /** Slices are of size ± a uniform draw of at most the variation. */
  readonly sizeBytes: number;
  readonly variationBytes: number;
  /** Between two slices. */
  readonly delayUs: number;
}

export const slicedWritesDescription = 'The proxy hands data on in small pieces, with a pause between them.';

export const { fault: slicedWritesSchema, condition: slicedWritesCondition } = toxicSchemas(
  'sliced-writes',
  slicedWritesDescription,
  {
    size: bytes(
      { title: 'Size', description: 'Mean size of a piece.', examples: ['64B'] },
      { min: 1, max: 65_536 },
    ),
    variation: bytes(
      {
        title: 'Variation',
        description: 'Largest deviation from the size; smaller than it.',
        examples: ['16B'],
      },
      { max: 65_535 },
    ).prefault('0B'),
    delay: duration(
      { title: 'Delay', description: 'Pause between two pieces.', examples: ['1ms'] },
      { max: 60e6 },
    ).prefault('0s'),
  },
  { direction: 'downstream' },
);

export function readSlicedWrites(keys: z.infer<typeof slicedWritesCondition>): SlicedWritesToxic {
  const { size, variation, delay } = keys;
  return { kind: 'sliced-writes', sizeBytes: size, variationBytes: variation, delayUs: delay };
}
