import { describe, expect, it } from 'vitest';
import { makeRun } from '../../../test/fixtures/make-run.js';
import { formatPhrase } from '../../render/format.js';
import { transportNames } from '../../wire/transport-names.js';
import { rankTransports } from './rank-transports.js';
import { readRequirements } from './read-requirements.js';
import { allRules } from './rules/all-rules.js';
import { answerTransport } from './transport-answer.js';

const run = makeRun({ clients: 100 });

function rank(...needs: string[]) {
  return rankTransports([run], readRequirements(undefined, needs));
}

function orderOf(...needs: string[]): string[] {
  return rank(...needs).map(({ transport }) => transport);
}

function tell(...needs: string[]): string {
  const requirements = readRequirements(undefined, needs);
  const { verdict } = answerTransport(rankTransports([run], requirements), requirements);
  return [verdict.headline, ...verdict.details].map(formatPhrase).join('\n');
}

describe('the ranking of transports', () => {
  it('puts first what does all that is required', () => {
    expect(orderOf('proxies=strips-upgrade')[0]).toBe('sse');
    expect(orderOf('proxies=strips-upgrade').at(-1)).toBe('websocket');
    expect(orderOf('direction=both-ways', 'binary=true')[0]).toBe('websocket');
    expect(orderOf('tabs=8')[0]).toBe('websocket');
    expect(orderOf('tabs=8', 'http=2')[0]).toBe('sse');
    expect(orderOf('serverless=aws-api-gateway')[0]).toBe('websocket');
    expect(orderOf('serverless=aws-lambda').at(-1)).toBe('websocket');
  });

  it('never ranks a transport higher for a requirement that it alone fails', () => {
    for (const [need, transport] of [
      ['proxies=strips-upgrade', 'websocket'],
      ['proxies=buffers-responses', 'sse'],
      ['serverless=aws-lambda', 'websocket'],
    ] as const) {
      expect(orderOf(need).indexOf(transport)).toBeGreaterThanOrEqual(orderOf().indexOf(transport));
      expect(rank(need).find((entry) => entry.transport === transport)?.meets).toBe(false);
    }
  });

  it('holds measured figures against a required delivery', () => {
    const [short] = rank('delivery=100ms').filter(({ transport }) => transport === 'short-poll');
    expect(short?.meets).toBe(false);
    expect(rank('delivery=60s').every(({ meets }) => meets)).toBe(true);
  });

  it('holds losses against a transport only where another has none', () => {
    const meets = new Map(rank('resumable=true').map(({ transport, meets }) => [transport, meets]));
    expect(meets.get('websocket')).toBe(true);
    expect(meets.get('short-poll')).toBe(false);
    const alike = makeRun({ clients: 100, transports: ['long-poll', 'short-poll'] });
    const ranked = rankTransports([alike], readRequirements(undefined, ['resumable=true']));
    expect(ranked.filter(({ group }) => group !== undefined).every(({ meets }) => meets)).toBe(true);
  });

  it('says "none of these" when nothing will do, and which is nearest', () => {
    const told = tell('delivery=1us');
    expect(told).toMatch(/^None of these: .* Nearest is \w+.*, which misses 1 requirement \[\d+\]\./);
  });

  it('leaves out of the ranking what was not measured, and what is invalid', () => {
    const requirements = readRequirements(undefined, []);
    const few = makeRun({ transports: ['sse', 'long-poll'], clients: 20, invalid: [0, 1] });
    const ranked = rankTransports([few], requirements);
    expect(ranked.map(({ transport, group }) => [transport, group?.trials.length])).toEqual([
      ['long-poll', 2],
      ['websocket', undefined],
      ['sse', undefined],
      ['short-poll', undefined],
    ]);
  });

  it('cites a source behind every sentence', () => {
    const needs = [
      'direction=both-ways',
      'tabs=8',
      'binary=true',
      'resumable=true',
      'delivery=1s',
      'payload=200B',
      'rate=20/s',
      'proxies=nginx,aws-alb,cloudflare,buffers-responses',
    ];
    const requirements = readRequirements(undefined, needs);
    const { verdict, sources } = answerTransport(rankTransports([run], requirements), requirements);
    for (const detail of verdict.details.map(formatPhrase)) {
      // Sentences and the clauses of lists: each ends with a mark.
      const claims = detail.replace(/^[A-Z][a-z]+, [^.]+\. /, '').split(/\. (?=[A-Z])|; /);
      for (const claim of claims) expect(claim, detail).toMatch(/\[\d+\]\.?$/);
    }
    expect(new Set(sources.map(({ mark }) => mark)).size).toBe(sources.length);
    expect(sources.length).toBeGreaterThan(10);
  });

  it.each([
    ['met', ['direction=both-ways', 'tabs=2'], /^WebSocket: it does all/],
    ['met by several', [], /; runner-up is/],
    ['met by none', ['delivery=1us'], /^None of these: .* Nearest is/],
    [
      'excluded by rules',
      ['proxies=strips-upgrade,buffers-responses', 'tabs=8', 'delivery=1us'],
      /^None of these/,
    ],
  ])('and behind every sentence of the recommendation itself: %s', (_name, needs, begins) => {
    const requirements = readRequirements(undefined, needs);
    const { verdict, sources } = answerTransport(rankTransports([run], requirements), requirements);
    const headline = formatPhrase(verdict.headline);
    expect(headline).toMatch(begins);
    const marks = new Set(sources.map(({ mark }) => mark));
    for (const claim of headline.split(/\. (?=[A-Z])|; /)) {
      const cited = claim.match(/\[\d+\]/g) ?? [];
      expect(cited.length, claim).toBeGreaterThan(0);
      for (const mark of cited) expect(marks).toContain(mark);
    }
  });
});

describe('the catalogue of rules', () => {
  it('gives every rule a name and a source of its own document', () => {
    expect(new Set(allRules.map(({ id }) => id)).size).toBe(allRules.length);
    for (const { id, source } of allRules)
      expect(source, id).toMatch(/RFC \d{4} §|WHATWG HTML §|AWS|Cloudflare|nginx documentation|docs\//);
  });

  it('has every rule speak of known transports under some requirement', () => {
    const situations = [
      ['direction=both-ways', 'binary=true', 'payload=200B', 'tabs=8', 'resumable=true', 'rate=20/s'],
      ['http=2', 'tabs=8', 'proxies=nginx,aws-alb,cloudflare,strips-upgrade,buffers-responses'],
      ['serverless=aws-api-gateway', 'idleTimeout=60s'],
      ['serverless=aws-lambda'],
    ].map((needs) => readRequirements(undefined, needs));
    for (const rule of allRules) {
      const findings = situations.flatMap((requirements) => rule.apply(requirements));
      expect(findings.length, rule.id).toBeGreaterThan(0);
      for (const { transport } of findings) expect(transportNames).toContain(transport);
    }
  });
});
