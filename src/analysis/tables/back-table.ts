import { count, factor, perSecond, plain, us } from '../report/phrase.js';
import { nameCauses } from './name-causes.js';
import type { TableSpec } from './table-spec.js';

export const backTable: TableSpec = {
  title: 'Time until clients were back',
  note: 'From the moment of the cut; “from ready”: of the clients that waited for the server, from the moment it was ready again. A dash: that share never came back. First wave is the rate of first attempts between their quartiles.',
  applies: (trial) => trial.storm.disconnected > 0,
  columns: [
    { title: 'Cut off', read: (trial) => count(trial.storm.disconnected) },
    { title: 'Peak', read: (trial) => perSecond(trial.storm.peakAttemptsPerSecond) },
    { title: 'Fullest 10 ms', read: (trial) => count(trial.storm.peakAttemptsPer10Ms) },
    { title: 'Peak ÷ mean', read: (trial) => factor(trial.storm.peakToMean) },
    { title: 'First wave', read: (trial) => perSecond(trial.storm.firstWavePerSecond) },
    { title: '50 % back', read: (trial) => us(trial.storm.backUs.fromDisconnect.p50) },
    { title: '90 % back', read: (trial) => us(trial.storm.backUs.fromDisconnect.p90) },
    { title: '99 % back', read: (trial) => us(trial.storm.backUs.fromDisconnect.p99) },
    { title: '100 % back', read: (trial) => us(trial.storm.backUs.fromDisconnect.p100) },
    { title: '50 % from ready', read: (trial) => us(trial.storm.backUs.fromReady.p50) },
    { title: '99 % from ready', read: (trial) => us(trial.storm.backUs.fromReady.p99) },
    { title: '100 % from ready', read: (trial) => us(trial.storm.backUs.fromReady.p100) },
    { title: 'Attempts', read: (trial) => count(trial.storm.attempts) },
    { title: 'Attempts / client', read: (trial) => plain(trial.storm.amplification) },
    { title: 'Reconnect p99', read: (trial) => us(trial.reconnectTimeUs.p99) },
    { title: 'Failed returns by cause', read: (trial) => nameCauses(trial.storm.failures) },
    { title: 'Policy', read: (trial) => trial.plan.reconnect },
  ],
};
