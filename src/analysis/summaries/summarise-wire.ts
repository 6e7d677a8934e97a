import type { Measurement } from '../../metrics/measurement.js';
import { predictIpBytes, type WireDirection } from '../../metrics/wire-count.js';
import type { TrialResult } from '../../storage/result.js';

type WireFigures = NonNullable<TrialResult['wire']>;

/** Sets what crossed the network beside what segments, handshakes and the sockets' payload make it. */
export function summariseWire(
  { wire, load }: Pick<Measurement, 'wire' | 'load'>,
  delivered: number,
): WireFigures | undefined {
  if (wire === undefined) return undefined;
  const total = wire.sent.ipBytes + wire.received.ipBytes;
  return {
    mode: wire.mode,
    complete: wire.complete,
    bytesPerDelivered: delivered === 0 ? null : total / delivered,
    segmentsPerDelivered: delivered === 0 ? null : (wire.sent.segments + wire.received.segments) / delivered,
    sent: summariseDirection(wire.sent, load.bytes.sent),
    received: summariseDirection(wire.received, load.bytes.received),
  };
}

function summariseDirection(direction: WireDirection, payloadBytes: number): WireFigures['sent'] {
  const predictedBytes = predictIpBytes(direction, payloadBytes);
  return { ...direction, predictedBytes, unexplainedBytes: direction.ipBytes - predictedBytes };
}
