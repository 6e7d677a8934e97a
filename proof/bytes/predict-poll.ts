import { type HttpMessage, readMessages } from './predict-http.js';
import type { PredictedStreams, Stretch } from './predicted-bytes.js';

/**
 * What each byte of a polling connection is there for: requests and answers in turn (RFC 9112), batches of JSON (RFC 8259) as
 * docs/protocol.md says. The first exchange sets the connection up; a request that was not answered was a request.
 */
export function predictPoll(up: Buffer, down: Buffer): PredictedStreams {
  const requests = readMessages(up);
  const answers = readMessages(down);
  const contents = answers.map(readPayloads);
  return {
    up: requests.map((request, index) => ({
      part: index === 0 ? 'setup' : contents[index]?.length === 0 ? 'emptyPolls' : 'requests',
      bytes: request.headBytes,
    })),
    down: answers.flatMap((answer, index) => explain(answer, contents[index] ?? [], index === 0)),
  };
}

function readPayloads({ firstLine, body }: HttpMessage): string[] {
  if (firstLine.startsWith('HTTP/1.1 204 ')) return [];
  return (JSON.parse(body.toString()) as { messages: string[] }).messages;
}

/** Payloads here are letters and digits, so they stand in the JSON as they are; where they stand makes no difference. */
function explain({ headBytes, body }: HttpMessage, payloads: string[], isFirst: boolean): Stretch[] {
  const payloadBytes = payloads.reduce((sum, payload) => sum + Buffer.byteLength(payload), 0);
  const part = isFirst ? 'setup' : payloads.length === 0 ? 'emptyPolls' : 'framing';
  return [
    { part: 'payload', bytes: payloadBytes },
    { part, bytes: headBytes + body.length - payloadBytes },
  ];
}
