import { expect, it } from 'vitest';
import { listStaleLinks, nameOutsideLink } from './outside-link.js';

it('names a link after its process, within what the kernel allows', () => {
  const names = Array.from({ length: 3 }, nameOutsideLink);
  expect(new Set(names).size).toBe(3);
  for (const name of names) expect(name).toMatch(new RegExp(`^squall${process.pid}-[0-9a-z]$`));
  expect('squall4194304-z'.length).toBeLessThanOrEqual(15);
});

it('finds the links of dead processes and no others', () => {
  const names = ['lo', 'eth0', 'squall12-0', 'squall34-z', 'squall34', 'squallx-1', 'mysquall34-1'];
  expect(listStaleLinks(names, (pid) => pid === 12)).toEqual(['squall34-z']);
});
