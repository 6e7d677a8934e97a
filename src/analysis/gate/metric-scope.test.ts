import { expect, it } from 'vitest';
import { findScoped, selectMetrics } from './metric-scope.js';

it('a metric of one transport is gated there only, and once', () => {
  const scoped = ['lost', 'sse: connect.p50', 'sse: lost'];
  expect(selectMetrics(scoped, 'sse')).toEqual(['lost', 'connect.p50']);
  expect(selectMetrics(scoped, 'websocket')).toEqual(['lost']);
});

it("what is said of one transport's metric goes before what is said of all", () => {
  const said = { 'connect.p50': 0.1, 'sse: connect.p50': 0.2 };
  expect(findScoped(said, 'connect.p50', 'sse')).toBe(0.2);
  expect(findScoped(said, 'connect.p50', 'websocket')).toBe(0.1);
  expect(findScoped(said, 'lost', 'sse')).toBeUndefined();
});
