import { mostChatClients, mostChatMessages } from '../wire/chat.js';
import { type Judgement, reject, remark } from './judgement.js';
import type { Scenario } from './scenario.js';
import { formatDuration } from './units.js';

/** What contradicts itself in workloads beyond publishing. */
export function* checkWorkloads(scenario: Scenario): Generator<Judgement> {
  const { acks, chat, tokens, fallback, clients } = scenario;
  if (fallback.length > 0 && [acks, chat, tokens, clients.cohorts].some((part) => part !== undefined)) {
    const problem = 'acks, chat, tokens and cohorts stay with one transport';
    yield reject(['fallback'], problem, 'remove it, or vary transport by the matrix');
  }
  yield* checkAcks(scenario);
  yield* checkPollCursor(scenario);
  yield* checkTokens(scenario);
  yield* checkChat(scenario);
}

function* checkAcks({ acks, echo, publish, server, durationUs }: Scenario): Generator<Judgement> {
  if (acks === undefined) return;
  if (publish.ratePerSecond === 0) {
    yield reject(['acks'], 'nothing is published that could be acknowledged', 'add publish');
  }
  if (echo !== undefined) {
    yield reject(['acks'], 'clients that have messages echoed acknowledge none', 'remove acks or echo');
  }
  if (server.overflow === 'coalesce') {
    const problem = 'coalesce gives messages up, and acknowledgements are there to have each delivered';
    yield reject(['server', 'overflow'], problem, 'use drop or disconnect, or remove acks');
  }
  if (acks.timeoutUs > durationUs) {
    const problem = `a message is sent again after ${formatDuration(acks.timeoutUs)}, which the trial hardly lasts`;
    yield remark(['acks', 'timeout'], problem, 'shorten it or lengthen duration');
  }
}

function* checkTokens(scenario: Scenario): Generator<Judgement> {
  const { tokens, transport, publish, echo, acks, chat, faults, durationUs, drainUs } = scenario;
  if (tokens === undefined) return;
  if (transport !== 'sse') {
    const problem = `an answer is an event stream, and ${transport} has none`;
    yield reject(['transport'], problem, 'use sse, or remove tokens');
  }
  if (publish.ratePerSecond > 0 || echo !== undefined || acks !== undefined || chat !== undefined) {
    const problem = 'clients that ask for answers follow no stream, so nothing else can reach them';
    yield reject(['tokens'], problem, 'remove publish, echo, acks and chat, or tokens');
  }
  if ((tokens.promptsPerSecond * durationUs) / 1e6 < 1) {
    const problem = `clients may have no prompt due in ${formatDuration(durationUs)}`;
    yield reject(['duration'], problem, 'raise tokens.prompts or duration');
  }
  for (const [at, fault] of faults.entries()) {
    if (fault.kind !== 'disconnect' || fault.by !== 'server') continue;
    const problem = 'the server cuts the subscribers of its stream, and there are none';
    yield reject(['faults', at, 'by'], problem, 'use by: client');
  }
  const answerUs = tokens.thinkUs + (tokens.tokens / tokens.tokensPerSecond) * 1e6;
  if (answerUs * tokens.promptsPerSecond > 1e6) {
    const problem = `an answer takes ${formatDuration(Math.round(answerUs))}, longer than from one prompt to the next: prompts wait ever longer`;
    yield remark(['tokens', 'prompts'], problem, 'lower tokens.prompts or tokens.answer');
  }
  if (answerUs > drainUs) {
    const problem = `an answer takes ${formatDuration(Math.round(answerUs))}, so the last may not be complete when the drain ends`;
    yield remark(['drain'], problem, 'lengthen it');
  }
}

function* checkChat({
  chat,
  clients,
  echo,
  acks,
  warmUpUs,
  durationUs,
  server,
}: Scenario): Generator<Judgement> {
  if (chat === undefined) return;
  if (echo !== undefined || acks !== undefined) {
    yield reject(['chat'], 'a client has one thing to say', 'remove echo and acks, or chat');
  }
  if (chat.roomSize > clients.count) {
    const problem = `${clients.count} clients do not fill a room of ${chat.roomSize}`;
    yield reject(['chat', 'room'], problem, `use at most ${clients.count}`);
  }
  if ((chat.ratePerSecond * durationUs) / 1e6 < 1) {
    const problem = `clients may have no message due in ${formatDuration(durationUs)} at ${chat.ratePerSecond}/s`;
    yield reject(['duration'], problem, 'raise chat.rate or duration');
  }
  const messages = (chat.ratePerSecond * (warmUpUs + durationUs)) / 1e6;
  if (messages >= mostChatMessages || clients.count > mostChatClients) {
    const problem = `${Math.ceil(messages)} messages of each client are more than can be numbered, ${mostChatMessages}`;
    yield reject(['chat', 'rate'], problem, 'lower it');
  }
  if (server.bufferBytes < chat.payloadBytes) {
    yield reject(['server', 'buffer'], 'it cannot hold one message of chat.payload', 'raise it');
  }
}

function* checkPollCursor({ poll, transport }: Scenario): Generator<Judgement> {
  if (poll.cursor !== false) return;
  const path = ['poll', 'cursor'];
  if (transport === 'short-poll') {
    const problem = 'a short poll is answered at once, so without a cursor it could never bring anything';
    yield reject(path, problem, 'use long-poll, or leave the cursor in');
  } else if (transport !== 'long-poll') {
    yield remark(path, `${transport} does not poll`, 'leave it out, or use long-poll');
  }
}

/** Whether clients hold a second connection on which they post what they have to say. */
export function usesUplinks(
  scenario: Pick<Scenario, 'transport' | 'fallback' | 'echo' | 'acks' | 'chat'>,
): boolean {
  const { transport, fallback, echo, acks, chat } = scenario;
  if ([transport, ...fallback].every((name) => name === 'websocket')) return false;
  // A poll acknowledges by its cursor.
  return echo !== undefined || chat !== undefined || (acks !== undefined && transport === 'sse');
}
