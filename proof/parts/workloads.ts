import type { TrialResult } from '../../src/storage/result.js';
import type { ProofBench, ProofPart, ProofRow } from '../proof-row.js';

/** Workloads beyond publishing, held against arithmetic, RFC 6455 and the server's own counts. */
export const workloadsPart: ProofPart = {
  name: 'workloads',
  title: 'Acknowledgements, slow consumers, rooms, answers',
  source:
    "A = N + ⌊A/n⌋ for one in n acknowledgements withheld; the server's own counts of what it dropped; k(k − 1)/2 joins in a room that fills one by one; frame headers of RFC 6455 §5.2",
  prove,
};

async function* prove(bench: ProofBench): AsyncGenerator<ProofRow> {
  yield* proveAcks(bench);
  yield* proveOverflow(bench);
  yield* proveRooms(bench);
  yield* proveAnswers(bench);
}

type Exact = (quantity: string, predicted: number, measured: number | undefined, unit?: string) => ProofRow;

/** Rows of one trial whose figures must be exact. */
function rowsOf(trial: TrialResult): Exact {
  const { transport, reconnect: _, ...labels } = trial.labels;
  const varied = Object.entries(labels).map(([key, value]) => `, ${key} ${value}`);
  return (quantity, predicted, measured, unit = '') => ({
    subject: `${transport}${varied.join('')}`,
    quantity,
    unit,
    predicted,
    measured: measured ?? null,
    tolerance: 0,
  });
}

const acked = { clients: 20, ratePerSecond: 100, seconds: 4 };

async function* proveAcks(bench: ProofBench): AsyncGenerator<ProofRow> {
  const { result } = await bench.run(`name: acks
clients: { count: ${acked.clients}, rampUp: 200ms }
publish: { rate: ${acked.ratePerSecond}/s }
acks: { mode: each, timeout: 1s }
warmUp: 1s
duration: ${acked.seconds - 1}s
drain: 5s
matrix: { transport: [websocket, sse], acks.loseEvery: [0, 10, 7] }
`);
  const messages = acked.ratePerSecond * acked.seconds;
  for (const trial of result.trials) {
    const exact = rowsOf(trial);
    const loseEvery = Number(trial.labels['acks.loseEvery']);
    const again = acked.clients * countAgain(messages, loseEvery);
    yield exact('ledger.delivered', acked.clients * messages, trial.ledger.delivered);
    yield exact('ledger.duplicate', 0, trial.ledger.duplicate);
    yield exact('acks.redelivered', again, trial.acks?.redelivered);
    yield exact('acks.server.redelivered', again, trial.acks?.server.redelivered);
    yield exact('acks.sent', acked.clients * messages, trial.acks?.sent);
    if (trial.labels.transport === 'websocket' && loseEvery === 0) {
      yield exact('bytes.requests', acked.clients * sumFrames(messages), trial.bytes.requests, 'B');
    }
    yield exact('bytes.unaccounted', 0, trial.bytes.unaccounted, 'B');
  }
}

/** ⌊A/n⌋ with A = N + ⌊A/n⌋: what comes again is acknowledged too. */
function countAgain(messages: number, loseEvery: number): number {
  if (loseEvery === 0) return 0;
  let due = messages;
  while (due !== messages + Math.floor(due / loseEvery)) due = messages + Math.floor(due / loseEvery);
  return due - messages;
}

/** Frames `one EEEEEEEE-ID` for all messages: 2 bytes of header, 4 of mask (RFC 6455 §5.2). */
function sumFrames(messages: number): number {
  let bytes = 0;
  for (let id = 1; id <= messages; id++) bytes += 6 + 'one EEEEEEEE-'.length + String(id).length;
  return bytes;
}

async function* proveOverflow(bench: ProofBench): AsyncGenerator<ProofRow> {
  const { result } = await bench.run(`name: overflow
clients:
  count: 8
  rampUp: 100ms
  cohorts: [{ name: paused, share: 25%, pause: { at: 500ms, for: 2s } }]
publish: { rate: 150/s, payload: 64KB }
server: { buffer: 256KB }
warmUp: 500ms
duration: 4s
drain: 4s
matrix: { transport: [websocket, sse], server.overflow: [drop, coalesce] }
`);
  for (const trial of result.trials) {
    const exact = rowsOf(trial);
    const { dropped = 0, coalesced = 0 } = trial.server.overflow ?? {};
    const lostBy = (name: string) => trial.cohorts?.find((cohort) => cohort.name === name)?.ledger.lost;
    yield exact('cohorts[paused].ledger.lost', dropped + coalesced, lostBy('paused'));
    yield exact('cohorts[others].ledger.lost', 0, lostBy('others'));
    yield exact('bytes.unaccounted', 0, trial.bytes.unaccounted, 'B');
  }
}

const room = { clients: 30, size: 5, ratePerSecond: 4, seconds: 5 };

async function* proveRooms(bench: ProofBench): AsyncGenerator<ProofRow> {
  const { result } = await bench.run(`name: rooms
clients: { count: ${room.clients}, rampUp: 900ms }
chat: { room: ${room.size}, rate: ${room.ratePerSecond}/s }
poll: { period: 200ms }
warmUp: 1s
duration: ${room.seconds - 1}s
matrix: { transport: [websocket, sse, long-poll, short-poll] }
`);
  const said = room.clients * room.ratePerSecond * room.seconds;
  const heard = said * (room.size - 1);
  for (const trial of result.trials) {
    const exact = rowsOf(trial);
    const rooms = room.clients / room.size;
    yield exact('chat.ledger.heard', heard, trial.chat?.ledger.heard);
    yield exact('chat.ledger.lost', 0, trial.chat?.ledger.lost);
    yield exact(
      'chat.presence.joins',
      (rooms * (room.size * (room.size - 1))) / 2,
      trial.chat?.presence.joins,
    );
    yield exact('chat.ledger.said', said, trial.chat?.ledger.said);
    yield exact('bytes.unaccounted', 0, trial.bytes.unaccounted, 'B');
  }
}

const answers = {
  clients: 20,
  seconds: 6,
  tokens: 20,
  tokensPerSecond: 40,
  tokenBytes: 60,
  promptBytes: 300,
};
const thinkUs = 100_000;
/** A wait is rounded up to whole milliseconds, which Node's timers count, and ends up to one later. */
const timerUs = 2_000;

async function* proveAnswers(bench: ProofBench): AsyncGenerator<ProofRow> {
  const { result } = await bench.run(`name: answers
transport: sse
clients: { count: ${answers.clients}, rampUp: 500ms }
tokens: { prompts: 1/s, prompt: ${answers.promptBytes}B, answer: ${answers.tokens}, rate: ${answers.tokensPerSecond}/s, token: ${answers.tokenBytes}B }
warmUp: 1s
duration: ${answers.seconds - 1}s
drain: 3s
matrix: { tokens.think: [0ms, ${thinkUs}us] }
`);
  for (const trial of result.trials) {
    const exact = rowsOf(trial);
    const prompts = answers.clients * answers.seconds;
    yield exact('tokens.prompts.completed', prompts, trial.tokens?.prompts.completed);
    yield exact('tokens.ledger.delivered', prompts * answers.tokens, trial.tokens?.ledger.delivered);
    const each = answers.promptBytes + answers.tokens * answers.tokenBytes + '[DONE]'.length;
    yield exact('bytes.payload', prompts * each, trial.bytes.payload, 'B');
    yield exact('bytes.unaccounted', 0, trial.bytes.unaccounted, 'B');
    const { p50, mean } = trial.tokens?.gapUs ?? {};
    const gapUs = 1e6 / answers.tokensPerSecond;
    yield { ...exact('tokens.gapUs.p50', gapUs, p50 ?? undefined, 'µs'), tolerance: timerUs };
    // Tokens are due at instants of their own: from the first to the last only two timers count, however many there are between.
    const perGapUs = timerUs / (answers.tokens - 1);
    yield { ...exact('tokens.gapUs.mean', gapUs, mean ?? undefined, 'µs'), tolerance: perGapUs };
  }
  const [atOnce, thought] = result.trials.map((trial) => trial.tokens?.firstTokenUs.p50 ?? null);
  // A first token also has the way there and back and how late the prompt was: what the trial without thinking shows.
  yield {
    subject: `sse, ${thinkUs / 1000} ms to think`,
    quantity: 'rise of tokens.firstTokenUs.p50',
    unit: 'µs',
    predicted: thinkUs,
    measured: atOnce == null || thought == null ? null : thought - atOnce,
    tolerance: timerUs,
  };
}
