import { z } from 'zod';
import { endCauses } from '../metrics/end-causes.js';
import { phaseNames } from '../metrics/phases.js';
import { wireModes } from '../metrics/wire-count.js';
import { reapCauses } from '../wire/protocol.js';
import { transportNames } from '../wire/transport-names.js';

/** Name and version of the stored format. A reader accepts its own version and says so when it meets a newer one. */
export const resultSchemaName = 'squall/result';
export const resultSchemaVersion = 1;
export const resultSchema = `${resultSchemaName}@${resultSchemaVersion}`;

export type { PhaseName } from '../metrics/phases.js';
export type * from './trial-files.js';

const count = z.number().int().nonnegative();
const figure = z.number().nullable();

/** Microseconds; every value but `count` is null when nothing was recorded. */
export const latencySummarySchema = z.object({
  count,
  min: figure,
  mean: figure,
  p50: figure,
  p90: figure,
  p99: figure,
  p999: figure,
  max: figure,
});

/** Something that qualifies a number: what it is, where, and what to do about it. */
export const noticeSchema = z.object({
  code: z.string(),
  phase: z.enum(phaseNames).nullable(),
  message: z.string(),
  remedy: z.string(),
});

/** One direction of the clients' traffic on the network; see `predictIpBytes` for what it is held against. */
const wireDirectionSchema = z.object({
  segments: count,
  /** IPv4 packets with their headers, without the Ethernet header. */
  ipBytes: count,
  /** Of the segments: SYNs and SYN-ACKs, and RSTs that refused a connection. */
  handshakeSegments: count,
  refusalSegments: count,
  retransmittedSegments: count,
  resets: figure,
  /** The segments as the kernel's TCP counted them; null in the mode `sockets`, which has no second count. */
  tcpSegments: figure,
  /** segments × 52, handshakes 60 and refusals 40, plus the payload that the clients' byte meters counted. */
  predictedBytes: count,
  /** ipBytes − predictedBytes; 0 without retransmissions, resets and unread data. */
  unexplainedBytes: z.number().int(),
});

const threeSides = z.object({ clients: figure, server: figure, kernel: figure });
const backPercentiles = z.object({ p50: figure, p90: figure, p99: figure, p100: figure });

/** What clients sent and were given back themselves. Round trips are on one clock: no offset enters them. */
export const echoSchema = z.object({
  /** Of each client. */
  ratePerSecond: z.number(),
  payloadBytes: count,
  /** From the instant a message was due to its echo's arrival at the client that sent it, from the end of the warm-up on. */
  roundTripUs: latencySummarySchema,
  /** The same by the phase in which the echo arrived. */
  roundTripByPhaseUs: z.partialRecord(z.enum(phaseNames), latencySummarySchema),
  /** How late the clients sent, and how the load workers got their cores: the worst of them. */
  sendLagUs: latencySummarySchema,
  scheduling: z.enum(['real-time', 'nice', 'normal']),
  /** Sums over clients: due = unsent + sent, sent = returned + lost. */
  ledger: z.object({
    due: count,
    /** Fell due while the client had no connection. */
    unsent: count,
    sent: count,
    returned: count,
    lost: count,
    duplicate: count,
    outOfOrder: count,
    /** Of the lost: those that the server answered with an error. */
    refused: count,
    /** Came back to a client that never sent it. */
    foreign: count,
    clientsWithLoss: count,
  }),
  /** Second connections on which clients post, for transports without an upstream of their own; not among `connections`. */
  uplinks: z.object({ opened: count, steady: threeSides }),
});

/** How one side found out by itself that a connection had gone silent. */
const noticing = {
  /** From the beginning of the fault. */
  afterUs: latencySummarySchema,
  /** Between which times the settings let it fall; null where nothing foresees it. */
  predictedUs: z.object({ fromUs: count, toUs: count }).nullable(),
};

/** What became of connections that heard nothing from a fault on though neither side was told. */
export const halfOpenSchema = z.object({
  /** Over all such faults. */
  silenced: count,
  /** Given up by the clients, and by the server, by cause. */
  clients: z.object({ byCause: z.partialRecord(z.enum(endCauses), count), ...noticing }),
  server: z.object({ byCause: z.partialRecord(z.enum(reapCauses), count), ...noticing }),
  /** Connections that the server held beyond those that clients had: most at once, summed over time, and at the end. */
  zombies: z.object({ peak: count, seconds: z.number(), atEnd: count }),
});

/** The figures of the clients of one cohort, or of those of none (`others`). */
export const cohortSchema = z.object({
  name: z.string(),
  clients: count,
  /** null: as fast as they can. */
  readBytesPerSecond: figure,
  /** How long they read nothing; 0: never. */
  pausedUs: count,
  /** Their policy in words. */
  reconnect: z.string(),
  /** As in the trial's ledger, of these clients. */
  ledger: z.object({
    expected: count,
    delivered: count,
    lost: count,
    duplicate: count,
    outOfOrder: count,
    recovered: count,
  }),
  /** Of deliveries after the warm-up. */
  deliveryLatencyUs: latencySummarySchema,
  /** Connections lost that were meant to stay. */
  disconnected: count,
  /** Connection attempts, first ones included. */
  attempts: count,
});

/** What the server did to clients whose buffer was full. */
export const overflowSchema = z.object({
  policy: z.enum(['disconnect', 'drop', 'coalesce']),
  /** Times a buffer was found full; under `disconnect` each ended a connection. */
  overflowed: count,
  /** Messages that passed a client by, counted once for each client. */
  dropped: count,
  /** Messages that a newer one took the place of. */
  coalesced: count,
});

/** What clients acknowledged, and what came again because they had not. */
export const acksSchema = z.object({
  mode: z.enum(['each', 'cumulative']),
  everyUs: count,
  timeoutUs: count,
  /** Acknowledgements sent; withheld as if they had been lost; answered with an error. */
  sent: count,
  withheld: count,
  refused: count,
  /** Messages that came again and that the receivers dropped: the ledger has each once, and no duplicates. */
  redelivered: count,
  /** As the server counted: messages acknowledged, and sendings of messages that it had sent before. */
  server: z.object({ acknowledged: count, redelivered: count }),
  /** Second connections on which clients acknowledge, for transports without an upstream of their own. */
  uplinks: z.object({ opened: count, steady: threeSides }),
});

/** Prompts that clients posted, and their answers, token by token. */
export const tokensSchema = z.object({
  promptsPerSecond: z.number(),
  tokensPerSecond: z.number(),
  /** Of an answer. */
  answerTokens: count,
  resumes: z.boolean(),
  /** From the instant a prompt was due to its first token, of prompts due after the warm-up. */
  firstTokenUs: latencySummarySchema,
  /** Between two tokens of an answer, as they came. */
  gapUs: latencySummarySchema,
  /** How late the clients were with their prompts. */
  sendLagUs: latencySummarySchema,
  /** Sums over clients. Asked = completed + refused + those under way at the end. */
  prompts: z.object({ due: count, asked: count, completed: count, refused: count, resumed: count }),
  /** Of the answers asked for: asked × tokens of an answer = delivered + lost + unfinished. */
  ledger: z.object({ expected: count, delivered: count, lost: count, duplicate: count, unfinished: count }),
});

/** What was said in one room. Over the pairs of a message and another member: expected = heard + lost. */
const roomSchema = z.object({
  room: count,
  members: count,
  said: count,
  /** Fell due while the member was there, or came all the same. */
  expected: count,
  heard: count,
  lost: count,
  /** Fell due while the member was away, and did not come. */
  missed: count,
  /** Of the expected: came though the member had been away when it fell due. */
  beyondDue: count,
  /** Words of who came and went, over all members. */
  joins: count,
  leaves: count,
});

/** What clients said in their rooms, and what they heard there. */
export const chatSchema = z.object({
  /** Members of a room; the last room may have fewer. */
  roomSize: count,
  /** Of each client. */
  ratePerSecond: z.number(),
  payloadBytes: count,
  /** From the instant a message was due to its arrival at another member, of messages due after the warm-up. */
  hearingUs: latencySummarySchema,
  /** How late the clients were. */
  sendLagUs: latencySummarySchema,
  /** Sums over rooms; due and said count messages, the others pairs of a message and a member. */
  ledger: z.object({
    due: count,
    said: count,
    expected: count,
    heard: count,
    lost: count,
    missed: count,
    beyondDue: count,
    duplicate: count,
    outOfOrder: count,
    /** Messages that the server would not take, and what came that was not of this room. */
    refused: count,
    foreign: count,
    roomsWithLoss: count,
  }),
  presence: z.object({ joins: count, leaves: count }),
  rooms: z.array(roomSchema),
  /** Second connections on which clients speak, for transports without an upstream of their own. */
  uplinks: z.object({ opened: count, steady: threeSides }),
});

/** What is known of the clock of a server on another host throughout a trial, from estimates before and after it. */
export const clockSchema = z.object({
  /** Remote minus local; the truth lies within ± `boundUs`. */
  offsetUs: z.number(),
  boundUs: z.number(),
  /** How much further ahead the remote clock was at the end, within ± `driftBoundUs`. */
  driftUs: z.number(),
  driftBoundUs: z.number(),
});

/** What can stand between clients and their return. */
export const stormLimits = ['backlog', 'admission', 'accept-rate', 'server-cpu', 'generator'] as const;

/** How a storm compares with what the policy foresees whatever the seed; see `docs/method.md`, "The policy's curve". */
const stormFitSchema = z.object({
  /** Pearson's, of the attempts due per 100 ms; null when the policy's curve is not known. */
  chiSquared: figure,
  degrees: figure,
  /** Chance of a value as large by the draws alone. */
  p: figure,
  verdict: z.enum(['agrees', 'differs', 'untested']),
  /** Attempts due, and as many as foreseen. */
  due: figure,
  expected: figure,
  /** Attempts due in the fullest of the bins of 100 ms, and the expected value of that. */
  peakPer100Ms: figure,
  expectedPeakPer100Ms: figure,
  /** What was measured to stand in the way of the returns, with the evidence in words. */
  limitedBy: z.array(z.object({ limit: z.enum(stormLimits), evidence: z.string() })),
});

export const trialSchema = z.object({
  index: count,
  /** Unique in the run and usable in file names: `03-sse-full-jitter`. */
  id: z.string(),
  labels: z.looseObject({ transport: z.enum(transportNames), reconnect: z.string() }).catchall(z.string()),
  /** Which repeat of its cell, from 1. */
  repeat: count,
  seed: z.number().int(),
  startedAt: z.string(),
  /**
   * The trial's common start on the host's monotonic clock: logs of other programs on that clock can be laid beside. Null in
   * results of before it was kept.
   */
  originUs: figure.default(null),
  /** `complete`, or `interrupted` when it was ended before its time. */
  status: z.enum(['complete', 'interrupted']),
  validity: z.object({ status: z.enum(['valid', 'invalid']), reasons: z.array(noticeSchema) }),
  /** True findings that do not make the trial invalid: what was lost and why, what was near a limit. */
  warnings: z.array(noticeSchema),
  /** The workload as planned; the whole scenario stands at the head of the result. */
  plan: z.object({
    clients: count,
    ratePerSecond: z.number(),
    payloadBytes: count,
    rampUpUs: count,
    warmUpUs: count,
    durationUs: count,
    drainUs: count,
    pollPeriodUs: count,
    workers: count,
    /** The policy in words, with its parameters: `full-jitter base=2s cap=10s`. */
    reconnect: z.string(),
    /** Name of a server that is not ours. */
    target: z.string().optional(),
    /** False when long polls did not say what the client had seen; otherwise absent. */
    pollCursor: z.literal(false).optional(),
  }),
  /** Instants are microseconds from the trial's common start. */
  phases: z.array(z.object({ name: z.enum(phaseNames), startUs: count, endUs: count })),
  /** Publishing waited for this: all clients subscribed, or the ramp's deadline. */
  barrier: z.object({ reached: z.boolean(), subscribed: count, atUs: count }),
  faults: z.array(
    z.object({
      kind: z.string(),
      /** The fault in words: `crash, down for 1s`. */
      description: z.string(),
      /** How the server went away; null for faults that leave it running. */
      mode: z.enum(['graceful', 'crash']).nullable(),
      injectedAtUs: count,
      /** When the server was ready again; null for faults that leave it running, or when it did not come back. */
      readyAtUs: figure,
      /** When a fault that lasted and left the server running was over. */
      endedAtUs: count.optional(),
      /** Packets between clients and server while it lasted, and those that vanished; where packets could. */
      packets: z.object({ seen: count, dropped: count }).optional(),
    }),
  ),
  publisher: z.object({
    /** Fell due; each was sent or refused. */
    due: count,
    sent: count,
    /** Acknowledged by the server with 2xx. */
    acknowledged: count,
    /** Never accepted: no connection, or an answer other than 2xx. */
    refused: count,
    /** Sent, but the connection broke before an answer; `evidenced` of them reached some client, so were accepted. */
    unconfirmed: count,
    evidenced: count,
    /** How its thread got its core: at once, before other programs, or when its turn came. */
    scheduling: z.enum(['real-time', 'nice', 'normal']),
    /** Of the messages due in steady phases, the share that the server accepted; null when none was due. */
    achievedShare: figure,
    /** Canaries that a target accepted until all its clients had one; in none of the other counts. */
    canaries: count.optional(),
  }),
  ledger: z.object({
    /** Messages the publisher sent. */
    published: count,
    /** Messages the server accepted. */
    accepted: count,
    /**
     * Sums over clients from here on. Accepted messages due to them and deliveries beyond those; in a trial whose books
     * balance, delivered + lost.
     */
    expected: count,
    /** Of the expected: deliveries of messages that were not due to the client, above all of ones due before it had subscribed. */
    beyondDue: count,
    delivered: count,
    lost: count,
    duplicate: count,
    outOfOrder: count,
    recovered: count,
    /** Of the lost: those due to clients that were not connected when the trial ended, so could not be given them. */
    lostByAbsent: count,
    /** Clients that lost at least one message, and the most that one of them lost. */
    clientsWithLoss: count,
    worstClientLost: count,
  }),
  deliveryLatencyUs: latencySummarySchema,
  /** The same by the phase in which the message arrived. */
  deliveryLatencyByPhaseUs: z.partialRecord(z.enum(phaseNames), latencySummarySchema),
  connectTimeUs: latencySummarySchema,
  /** Time of successful reconnection attempts, from the attempt to the subscribed notice. */
  reconnectTimeUs: latencySummarySchema,
  sendLagUs: latencySummarySchema,
  /** Polls only: from due to complete. */
  responseTimeUs: latencySummarySchema,
  skippedPolls: count,
  /** null when server and clients share a clock: one-way figures then have no error from it. */
  clock: clockSchema.nullable().default(null),
  /** null when clients had nothing echoed. */
  echo: echoSchema.nullable().default(null),
  /** Absent when nothing had to be acknowledged. */
  acks: acksSchema.optional(),
  /** Absent when nobody chatted. */
  chat: chatSchema.optional(),
  /** Absent when nobody asked for answers. */
  tokens: tokensSchema.optional(),
  /** Absent when all clients were alike. */
  cohorts: z.array(cohortSchema).optional(),
  bytes: z.object({
    received: count,
    sent: count,
    setup: count,
    payload: count,
    /** What compression took from the payloads on the wire, as a negative number; absent in older results. */
    compression: z.number().int().default(0),
    framing: count,
    requests: count,
    heartbeats: count,
    emptyPolls: count,
    /** (received + sent − payload − setup) ÷ messages delivered, echoes included; null when none was. */
    overheadPerMessage: figure,
    /** setup ÷ connections opened; null when none was. */
    setupPerConnection: figure,
    /** Socket's count − sum of the parts; anything but 0 makes the trial invalid. */
    unaccounted: z.number().int(),
  }),
  /** What crossed the network, IP and TCP headers and acknowledgements included; only with `squall run --wire`. */
  wire: z
    .object({
      mode: z.enum(wireModes),
      /** False when something is known to be missing: open connections, or what sockets did after they were last seen. */
      complete: z.boolean(),
      /** Both directions over messages delivered; null when none was. */
      bytesPerDelivered: figure,
      segmentsPerDelivered: figure,
      /** From the clients to the server, and back. */
      sent: wireDirectionSchema,
      received: wireDirectionSchema,
    })
    .optional(),
  connections: z.object({
    opened: count,
    failed: count,
    peak: threeSides,
    /** Median over the steady phase; the three sides have to agree. */
    steady: threeSides,
    /** Connections whose first request waited for a handler, median over the steady phase; only where some did. */
    waiting: figure.optional(),
  }),
  failures: z.record(z.enum(endCauses), count),
  /** The proxy between clients and server; absent without one. */
  proxy: z
    .object({
      /** Connections of clients, and the most at one time. */
      accepted: count,
      peak: count,
      /** Closed again because the server could not be reached. */
      unreachable: count,
      /** Closed because nothing had come from either side for the idle timeout. */
      idleClosed: count,
      /** WebSocket handshakes from which `Upgrade` was taken. */
      upgradesStripped: count,
      cpuSeconds: z.number(),
      /** Of its event loop in steady phases; null without one. */
      utilisationMax: figure,
      stallMaxUs: figure,
    })
    .optional(),
  /** How clients fared along the list of transports; absent where there was only one. */
  fallback: z
    .object({
      /** Attempts whose handshake was not accepted and that went on with the next transport. */
      count,
      /** From the beginning of such an attempt to the next transport's turn. */
      lostUs: latencySummarySchema,
      /** Clients by the transport on which they were subscribed last. */
      clients: z.partialRecord(z.enum(transportNames), count),
    })
    .optional(),
  server: z.object({
    cpuSeconds: figure,
    rssPeakBytes: figure,
    loopDelayUs: z.object({ p50: figure, p99: figure, max: figure }),
    cpuUsPerDelivered: figure,
    starts: count,
    listenOverflows: figure,
    /** Absent in older results, and when a server does not tell. */
    overflow: overflowSchema.optional(),
  }),
  generator: z.object({
    workers: count,
    cpuSeconds: figure,
    /** Highest event-loop utilisation of any worker in a steady phase, 0 to 1. */
    utilisationMax: figure,
    /** Longest time that any worker's event loop stood still in a steady phase. */
    stallMaxUs: figure,
    /** Pauses for garbage collection of each load process in each phase, microseconds. */
    gcPauses: z.array(
      z.object({
        /** `load worker 1`, …, `publisher`. */
        process: z.string(),
        role: z.enum(['load', 'publisher']),
        phases: z.partialRecord(z.enum(phaseNames), z.object({ longestUs: count, totalUs: count })),
      }),
    ),
  }),
  storm: z.object({
    /** Connections lost that were meant to stay: each begins one return. */
    disconnected: count,
    returned: count,
    /** Losses that waited for the server: it became ready while they were still away, or never did. */
    awaitedServer: count,
    /** Losses that are never made good: the client's policy gave up, or the server told it to stay away (SSE: status 204). */
    gaveUp: count.default(0),
    attempts: count,
    failed: count,
    /** Attempts in the fullest 100 ms, times ten. */
    peakAttemptsPerSecond: z.number(),
    /** Attempts in the fullest 10 ms. */
    peakAttemptsPer10Ms: count,
    /** Peak over the mean rate between first and last attempt; null without attempts. */
    peakToMean: figure,
    /** Attempts ÷ disconnected. */
    amplification: figure,
    /** Rate of first attempts between their quartiles: N/b for full jitter over a base of b. */
    firstWavePerSecond: figure,
    failures: z.record(z.enum(endCauses), count),
    /**
     * Microseconds until this share was back, null when it never was: of all disconnected from each one's loss, of
     * those that awaited the server from when it was ready.
     */
    backUs: z.object({ fromDisconnect: backPercentiles, fromReady: backPercentiles }),
    /** How late attempts began after they were due: the load generator's own delay. */
    attemptLagUs: latencySummarySchema.nullable().default(null),
    /** The server from the first attempt to the last return: CPU as a share of a core, longest loop delay, longest accept queue. */
    server: z
      .object({ cpuShare: figure, loopDelayMaxUs: figure, listenQueueMax: figure, listenOverflows: figure })
      .nullable()
      .default(null),
    /** null without attempts, and in results of before it was kept. */
    fit: stormFitSchema.nullable().default(null),
  }),
  /** Absent when no connection went silent. */
  halfOpen: halfOpenSchema.optional(),
  thresholds: z.array(
    z.object({ expression: z.string(), holds: z.boolean(), actual: figure, message: z.string() }),
  ),
  /** Paths beside result.json. */
  files: z.object({
    timeline: z.string(),
    storm: z.string(),
    clients: z.string(),
    histograms: z.string(),
    publisher: z.string(),
    /** Clients' ledgers of echoes; null when they had none. */
    echoes: z.string().nullable().default(null),
  }),
});

export const environmentSchema = z.object({
  squall: z.string(),
  node: z.string(),
  v8: z.string(),
  /** Versions of the libraries that the load goes through. */
  libraries: z.record(z.string(), z.string()),
  platform: z.string(),
  kernel: z.string(),
  cpu: z.string(),
  cores: count,
  memoryBytes: count,
  fileDescriptorLimit: figure,
  /** Server and generator on one machine share its cores; every report says so. */
  coLocated: z.boolean(),
});

/** A null run: clients of a server that has nothing to do but pass messages on at once. */
const floorSchema = z.object({
  transport: z.enum(transportNames),
  clients: count,
  payloadBytes: count,
  deliveryLatencyUs: latencySummarySchema,
  sendLagUs: latencySummarySchema,
  /** Bytes of framing around a message, on average; null when none was delivered. */
  framingPerMessage: figure,
});

export const resultFileSchema = z.object({
  schema: z.literal(resultSchema),
  run: z.object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    seed: z.number().int(),
    startedAt: z.string(),
    /** null while the run goes on. */
    endedAt: z.string().nullable(),
    /** `running` in a file whose run was killed before it could end in order. */
    status: z.enum(['running', 'complete', 'interrupted', 'failed']),
    plannedTrials: count,
  }),
  scenario: z.object({
    /** As it stood in the file. */
    source: z.string(),
    file: z.string(),
    /** SHA-256 of the source. */
    hash: z.string(),
  }),
  environment: environmentSchema,
  /** What the instrument itself shows on this machine with one client and with many, before the first trial; null when left out. */
  floor: z.array(floorSchema).nullable().default(null),
  trials: z.array(trialSchema),
});

export type Floor = z.infer<typeof floorSchema>;
export type LatencySummary = z.infer<typeof latencySummarySchema>;
export type ClockResult = z.infer<typeof clockSchema>;
export type HalfOpenResult = z.infer<typeof halfOpenSchema>;
export type AcksResult = z.infer<typeof acksSchema>;
export type TokensResult = z.infer<typeof tokensSchema>;
export type ChatResult = z.infer<typeof chatSchema>;
export type CohortResult = z.infer<typeof cohortSchema>;
export type OverflowResult = z.infer<typeof overflowSchema>;
export type EchoResult = z.infer<typeof echoSchema>;
export type Notice = z.infer<typeof noticeSchema>;
export type StormFitResult = z.infer<typeof stormFitSchema>;
export type StormLimit = StormFitResult['limitedBy'][number];
export type TrialResult = z.infer<typeof trialSchema>;
export type Environment = z.infer<typeof environmentSchema>;
export type RunResult = z.infer<typeof resultFileSchema>;
