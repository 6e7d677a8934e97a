import { expect, it } from 'vitest';
import { wantsColours } from './wants-colours.js';

it.each([
  { isTTY: true, environment: {}, colours: true },
  { isTTY: true, environment: { NO_COLOR: '' }, colours: true },
  { isTTY: true, environment: { NO_COLOR: '1' }, colours: false },
  { isTTY: true, environment: { NO_COLOR: '0' }, colours: false },
  { isTTY: false, environment: {}, colours: false },
])('terminal $isTTY with $environment: colours $colours', ({ isTTY, environment, colours }) => {
  expect(wantsColours({ isTTY }, environment)).toBe(colours);
});
