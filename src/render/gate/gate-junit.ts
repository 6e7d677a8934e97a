import XmlBuilder from 'fast-xml-builder';
import type { GateResult } from '../../analysis/gate/gate-result.js';
import { nothing } from '../format.js';
import { type CaseKind, caseKinds, type GateCase, listCases, tellCase } from './gate-cases.js';

const builder = new XmlBuilder({
  format: true,
  ignoreAttributes: false,
  suppressBooleanAttributes: false,
  suppressEmptyNode: true,
});

/** An element as the builder takes it: attributes begin with `@_`. */
interface Element {
  readonly [name: string]: string | number | Element | readonly Element[];
}

/**
 * A gate as a JUnit file: a suite for each kind of evidence, a test case for each metric and labels. Kept within what all schemas in use
 * allow, Jenkins' (junit-4.xsd to junit-10.xsd) and Apache Ant's, so that CI systems read it whichever they were written for.
 */
export function renderGateJunit(gate: GateResult): string {
  const cases = listCases(gate);
  const kinds = caseKinds.filter((kind) => cases.some((own) => own.kind === kind));
  const suites =
    kinds.length === 0
      ? [drawEmpty(gate)]
      : kinds.map((kind, at) =>
          drawSuite(
            gate,
            kind,
            at,
            cases.filter((own) => own.kind === kind),
          ),
        );
  return buildJunit(suites);
}

export function buildJunit(suites: readonly Element[]): string {
  return builder.build({
    '?xml': { '@_version': '1.0', '@_encoding': 'UTF-8' },
    testsuites: { testsuite: suites },
  });
}

function drawSuite(
  gate: GateResult,
  kind: CaseKind | 'gate',
  at: number,
  cases: readonly GateCase[],
): Element {
  const drawn = cases.map((own) => drawCase(own, `${gate.scenario.name}.${kind}`));
  const count = (element: string): number => drawn.filter((own) => element in own).length;
  return {
    '@_name': clean(`squall gate: ${gate.scenario.name}, ${kind}`),
    '@_package': clean(gate.scenario.name),
    '@_id': at,
    '@_tests': drawn.length,
    '@_failures': count('failure'),
    '@_errors': count('error'),
    '@_skipped': count('skipped'),
    // The same runs serve all kinds; the first suite has their time, so that the sum is right.
    '@_time': at === 0 ? secondsOf(gate) : '0',
    // Ant's schema wants a local time without its zone; this one is UTC.
    '@_timestamp': gate.startedAt.slice(0, 19),
    '@_hostname': 'localhost',
    properties: { property: listProperties(gate) },
    testcase: drawn,
    'system-out': clean(`${gate.verdict}: ${gate.summary}`),
    'system-err': '',
  };
}

function listProperties({ verdict, scenario, squall, machine }: GateResult): Element[] {
  const { cpu, kernel, node } = machine;
  const properties = {
    verdict,
    scenario: scenario.file,
    hash: scenario.hash,
    seed: scenario.seed,
    squall,
    cpu,
    kernel,
    node,
  };
  return Object.entries(properties).map(([name, value]) => ({
    '@_name': name,
    '@_value': clean(String(value)),
  }));
}

function drawCase(own: GateCase, classname: string): Element {
  const { outcome, name, trial, reason } = own;
  const head = {
    '@_name': clean([name, trial].join(' ').trim()),
    '@_classname': clean(classname),
    '@_time': '0',
  };
  const message = clean(tellCase(own));
  switch (outcome) {
    case 'pass':
    case 'improvement':
      return head;
    case 'regression':
      return { ...head, failure: { '@_type': outcome, '@_message': message, '#text': message } };
    case 'invalid':
      return { ...head, error: { '@_type': outcome, '@_message': clean(reason), '#text': clean(reason) } };
    case 'inconclusive':
    case 'informative':
    case 'refused':
      // As text: GitLab shows an element's text and would print attributes as Ruby does; Jenkins reads either.
      return { ...head, skipped: clean([outcome, message].join(': ')) };
  }
}

/** A gate without any evidence lets nothing through, and a file without a test case would be read as all well. */
function drawEmpty(gate: GateResult): Element {
  const nothingSeen: GateCase = {
    kind: 'exact',
    outcome: 'invalid',
    trial: '',
    name: 'evidence',
    baseline: nothing,
    candidate: nothing,
    change: nothing,
    reason: gate.summary,
  };
  return drawSuite(gate, 'gate', 0, [nothingSeen]);
}

function secondsOf({ startedAt, endedAt }: GateResult): string {
  const ms = Date.parse(endedAt) - Date.parse(startedAt);
  return (Number.isFinite(ms) ? Math.max(0, ms) / 1000 : 0).toFixed(3);
}

/** One line of what XML 1.0 (section 2.2) allows: a control character in a name would make the whole file unreadable. */
export function clean(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[^\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
}
