import { describe, expect, it } from 'vitest';
import { replaceAllControls } from './replace-controls.js';

describe('replaceAllControls', () => {
  it('leaves nothing that a terminal obeys in texts and keys, and everything else as it is', () => {
    const hostile = ['\u001b[2J', '\u0000', '\u007f', '\u009b1m', 'é ü 中'];
    const replaced = replaceAllControls({ a: hostile, 'b\u001b': { c: 1, d: null, e: true, f: Number.NaN } });
    expect(replaced).toEqual({
      a: ['\uFFFD[2J', '\uFFFD', '\uFFFD', '\uFFFD1m', 'é ü 中'],
      'b\uFFFD': { c: 1, d: null, e: true, f: Number.NaN },
    });
  });
});
