import { describe, expect, it } from 'vitest';
import { partBareWire } from './part-bare-wire.js';

describe('partBareWire', () => {
  it.each([
    ['run --wire quickstart', 'run --wire= quickstart'],
    ['run --wire my.yaml --json', 'run --wire= my.yaml --json'],
    ['run --wire ./mine', 'run --wire= ./mine'],
    ['run --json --wire quickstart', 'run --json --wire= quickstart'],
    ['run --wire sockets quickstart', 'run --wire sockets quickstart'],
    ['run --wire socket quickstart', 'run --wire socket quickstart'],
    ['run quickstart --wire', 'run quickstart --wire'],
    ['run quickstart --wire --json', 'run quickstart --wire --json'],
    ['simulate --wire quickstart', 'simulate --wire quickstart'],
  ])('%s', (given, parted) => {
    expect(partBareWire(given.split(' '), () => ['quickstart']).join(' ')).toBe(parted);
  });
});
