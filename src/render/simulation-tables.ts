import type { CellValue, Unit } from '../analysis/report/phrase.js';
import type { Row, Table } from '../analysis/report/report-model.js';
import type { Assumption } from '../simulation/assumptions.js';
import type { ContentionRow } from '../simulation/contention-table.js';
import { compareStorms, type SimulationCase } from '../simulation/simulation-report.js';

/** The tables of a simulation, the same in every format. */
export function tabulateCase(simulated: SimulationCase): Table {
  const { measured } = simulated;
  const rows = compareStorms(simulated.storm, measured).map((figure) =>
    line([
      figure.name,
      { value: figure.simulated, unit: figure.unit },
      ...(measured === null
        ? []
        : [{ value: figure.measured, unit: figure.unit }, formatDifference(figure.difference)]),
    ]),
  );
  const { clients, server } = simulated;
  const more: [string, number | null, Unit, number | null][] = [
    ['gave up', clients.gaveUp, 'count', measured?.storm.gaveUp ?? null],
    [
      'still trying at the end',
      clients.trying,
      'count',
      measured === null
        ? null
        : measured.storm.disconnected - measured.storm.returned - measured.storm.gaveUp,
    ],
    ['listen overflows', server.listenOverflows, 'count', measured?.listenOverflows ?? null],
    ['handshakes in vain', server.inVain + server.refused, 'count', null],
    ['servers busy until the last return', server.busyShare, 'share', null],
  ];
  return {
    title: `${simulated.reconnect}, ${clients.total.toLocaleString('en-US')} clients`,
    note:
      measured === null
        ? 'Simulated. Times count from the servers being ready again.'
        : `Simulated beside trial ${measured.trial} (${measured.validity}). Times count from the server being ready again.`,
    columns: [
      { title: 'figure', numeric: false },
      { title: 'simulated', numeric: true },
      ...(measured === null
        ? []
        : [
            { title: 'measured', numeric: true },
            { title: 'difference', numeric: true },
          ]),
    ],
    rows: [
      ...rows,
      ...more.map(([name, value, unit, real]) =>
        line([name, { value, unit }, ...(measured === null ? [] : [{ value: real, unit }, null])]),
      ),
    ],
  };
}

export function tabulateAssumptions(assumptions: readonly Assumption[]): Table {
  return {
    title: 'What was assumed',
    note: 'Each with the option that changes it and where its value is from.',
    columns: [
      { title: 'option', numeric: false },
      { title: 'value', numeric: true },
      { title: 'meaning', numeric: false },
      { title: 'source', numeric: false },
    ],
    rows: assumptions.map(({ option, value, unit, meaning, source }) =>
      line([option, tellValue(value, unit), meaning, source]),
    ),
  };
}

export function tabulateContention(rows: readonly ContentionRow[], clients: number): Table {
  return {
    title: `${clients} clients contend for one row`,
    note: 'Calls and time until all have succeeded, means over the trials. Model and constants: github.com/aws-samples/aws-arch-backoff-simulator.',
    columns: [
      { title: 'policy', numeric: false },
      { title: "simulator's name", numeric: false },
      { title: 'calls', numeric: true },
      { title: 'completion', numeric: true },
    ],
    rows: rows.map(({ policy, name, calls, completionUs }) =>
      line([policy, name, { value: calls, unit: 'count' }, { value: completionUs, unit: 'us' }]),
    ),
  };
}

function line(cells: readonly CellValue[]): Row {
  return { standing: 'valid', cells };
}

function tellValue(value: Assumption['value'], unit: Assumption['unit']): CellValue {
  if (value === null || typeof value === 'string') return value;
  return unit === 'none' ? String(value) : { value, unit };
}

function formatDifference(difference: number | null): CellValue {
  if (difference === null) return null;
  return `${difference < 0 ? '−' : '+'}${(Math.abs(difference) * 100).toFixed(1)} %`;
}
