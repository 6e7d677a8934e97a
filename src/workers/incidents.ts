import type { Incident } from '../metrics/measurement.js';
import { stopWithinMs } from './server-process.js';

type IncidentKind = Omit<Incident, 'phase'>;

/** What must not happen to a server in a trial. */
export const serverDied: IncidentKind = {
  code: 'SERVER_DIED',
  message: 'the server process ended without having been told to',
  remedy: 'look for memory limits; run `squall serve` with the same options under the same load',
};
export const stopForced: IncidentKind = {
  code: 'STOP_FORCED',
  message: `the server did not end within ${stopWithinMs / 1000} s of SIGTERM and was killed: its restart was not graceful, its history is gone`,
  remedy: 'lower clients.count, or make the server faster at closing connections',
};
