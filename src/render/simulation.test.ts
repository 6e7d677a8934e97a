import { describe, expect, it } from 'vitest';
import { makeRun } from '../../test/fixtures/make-run.js';
import { listModelTrials } from '../simulation/facts-of-trial.js';
import { planCases } from '../simulation/plan-cases.js';
import { simulationFileSchema } from '../simulation/simulation-json-schema.js';
import {
  type SimulationReport,
  simulationSchema,
  tellMeasured,
  tellReach,
} from '../simulation/simulation-report.js';
import { summariseSimulation } from '../simulation/storm-outcome.js';
import { StormSimulation } from '../simulation/storm-simulation.js';
import { renderSimulation } from './simulation.js';

function makeReport(status: SimulationReport['status'] = 'complete'): SimulationReport {
  const run = makeRun({ transports: ['websocket'] });
  const planned = planCases({}, [], listModelTrials(run));
  return {
    schema: simulationSchema,
    status,
    from: {
      run: run.result.run.id,
      directory: run.directory,
      missing: ['accept rate: <b>nobody</b> waited'],
    },
    cases: planned.map(({ settings, assumptions, model }) => {
      const simulation = new StormSimulation(settings);
      while (simulation.advance(100_000));
      const measured = model === undefined ? null : tellMeasured(model);
      return {
        reconnect: settings.reconnect.policy,
        ...summariseSimulation(simulation),
        assumptions,
        measured,
      };
    }),
    reach: tellReach(planned),
  };
}

const report = makeReport();

describe.each(['table', 'md', 'html'] as const)('as %s', (format) => {
  const text = renderSimulation(report, format, { colours: false });

  it('has simulated and measured side by side, with the assumptions’ reach and what the run lacked', () => {
    for (const word of [
      'simulated',
      'measured',
      'difference',
      '50 % back, from ready',
      'Not modelled',
      'nobody',
    ])
      expect(text).toContain(word);
  });

  it('is the same for the same report, and says when it is not whole', () => {
    expect(renderSimulation(makeReport(), format, { colours: false })).toBe(text);
    expect(renderSimulation(makeReport('interrupted'), format, { colours: false }).toLowerCase()).toContain(
      'interrupted',
    );
  });
});

it('escapes what comes from files', () => {
  expect(renderSimulation(report, 'html', { colours: false })).not.toContain('<b>nobody');
  expect(renderSimulation(report, 'md', { colours: false })).not.toContain('<b>nobody');
});

it('is as JSON what its schema says, and has nothing beside', () => {
  const printed: unknown = JSON.parse(renderSimulation(report, 'json', { colours: false }));
  expect(simulationFileSchema.parse(printed)).toEqual(printed);
});

it('is the report itself as JSON, with the storm in the words of result.json', () => {
  const parsed = JSON.parse(renderSimulation(report, 'json', { colours: false })) as SimulationReport;
  expect(parsed).toEqual(JSON.parse(JSON.stringify(report)));
  // Nothing but a run has a server to watch, and a fit of the measured to the foreseen.
  const { server, fit, ...measured } = parsed.cases[0]?.measured?.storm ?? {};
  expect(Object.keys(parsed.cases[0]?.storm ?? {})).toEqual(Object.keys(measured));
  expect(parsed.cases[0]?.storm).not.toHaveProperty('fit');
});
