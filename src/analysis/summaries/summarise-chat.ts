import type { ChatLedger } from '../../metrics/chat-snapshot.js';
import { LatencyHistogram } from '../../metrics/latency-histogram.js';
import type { Measurement } from '../../metrics/measurement.js';
import { SequenceSet } from '../../metrics/sequence-set.js';
import type { ChatSettings } from '../../scenario/chat-schema.js';
import type { Scenario } from '../../scenario/scenario.js';
import { echoOffsetUs, echoPhaseUs } from '../../schedule/echo-grid.js';
import type { ChatResult, Notice } from '../../storage/result.js';
import { tell } from '../report/format-quantity.js';
import { us } from '../report/phrase.js';
import { judgeUplinks } from '../validity/echo-validity.js';
import { validityLimits } from '../validity/validity-limits.js';
import { countUplinks } from './summarise-echo.js';

type Room = ChatResult['rooms'][number];

/** Sums up what was said and heard; undefined when nobody chatted. */
export function summariseChat(scenario: Scenario, measurement: Measurement): ChatResult | undefined {
  const { chat: settings } = scenario;
  const { chat, histograms } = measurement.load;
  if (settings === undefined || chat === undefined) return undefined;
  const summarise = (name: string): ChatResult['hearingUs'] =>
    (histograms.get(`chat.${name}`) ?? new LatencyHistogram()).summarise();
  const rooms = balanceRooms(scenario, settings, measurement, chat.ledgers);
  const sum = (pick: (room: Room) => number): number => rooms.reduce((total, room) => total + pick(room), 0);
  const sumClients = (pick: (ledger: ChatLedger) => number): number =>
    chat.ledgers.reduce((total, ledger) => total + pick(ledger), 0);
  return {
    roomSize: settings.roomSize,
    ratePerSecond: settings.ratePerSecond,
    payloadBytes: settings.payloadBytes,
    hearingUs: summarise('hearing'),
    sendLagUs: summarise('lag'),
    ledger: {
      due: sumClients(({ due }) => due),
      said: sum(({ said }) => said),
      expected: sum(({ expected }) => expected),
      heard: sum(({ heard }) => heard),
      lost: sum(({ lost }) => lost),
      missed: sum(({ missed }) => missed),
      beyondDue: sum(({ beyondDue }) => beyondDue),
      duplicate: sumClients(({ duplicate }) => duplicate),
      outOfOrder: sumClients(({ outOfOrder }) => outOfOrder),
      refused: chat.refused,
      foreign: chat.foreign,
      roomsWithLoss: rooms.filter(({ lost }) => lost > 0).length,
    },
    presence: { joins: sum(({ joins }) => joins), leaves: sum(({ leaves }) => leaves) },
    rooms,
    uplinks: { opened: chat.uplinksOpened, steady: countUplinks(measurement) },
  };
}

function balanceRooms(
  { seed }: Scenario,
  { ratePerSecond }: ChatSettings,
  { publishing }: Measurement,
  ledgers: readonly ChatLedger[],
): Room[] {
  const originUs = publishing?.originUs ?? 0;
  const rooms = new Map<number, ChatLedger[]>();
  for (const ledger of ledgers) rooms.set(ledger.room, [...(rooms.get(ledger.room) ?? []), ledger]);
  return [...rooms].map(([room, members]) => {
    const account = { said: 0, expected: 0, heard: 0, lost: 0, missed: 0, beyondDue: 0 };
    for (const sender of members) {
      const phaseUs = echoPhaseUs(seed, ratePerSecond, sender.client);
      const dueUs = (message: number): number => originUs + phaseUs + echoOffsetUs(ratePerSecond, message);
      const said = SequenceSet.fromBounds(sender.said);
      account.said += said.size;
      for (const member of members)
        if (member !== sender) addHearer(account, said, dueUs, sender.client, member);
    }
    return {
      room,
      members: members.length,
      ...account,
      joins: members.reduce((sum, { joins }) => sum + joins, 0),
      leaves: members.reduce((sum, { leaves }) => sum + leaves, 0),
    };
  });
}

/**
 * A message is due to a member that was there, by its own account, when it fell due. Who was away misses it, unless it came
 * all the same: said late, or the member was back before it was.
 */
function addHearer(
  account: Pick<Room, 'expected' | 'heard' | 'lost' | 'missed' | 'beyondDue'>,
  said: SequenceSet,
  dueUs: (message: number) => number,
  sender: number,
  member: ChatLedger,
): void {
  const heard = SequenceSet.fromBounds(member.heard.find((own) => own.sender === sender)?.messages ?? []);
  account.heard += heard.size;
  for (const [first, last] of said.ranges()) {
    for (let message = first; message <= last; message++) {
      const isDue = wasThere(member, dueUs(message));
      if (heard.has(message)) {
        account.expected++;
        account.beyondDue += isDue ? 0 : 1;
      } else if (isDue) {
        account.expected++;
        account.lost++;
      } else account.missed++;
    }
  }
}

function wasThere({ present }: ChatLedger, atUs: number): boolean {
  return present.some(([fromUs, toUs]) => atUs >= fromUs && (toUs === null || atUs < toUs));
}

/** Reasons not to believe the figures of a chat. */
export function judgeChat({ ledger, sendLagUs, uplinks }: ChatResult): Notice[] {
  const { expected, heard, lost } = ledger;
  const remedy = 'this is a defect of the accounts: please report it with the scenario';
  const unbalanced = tell`${expected} expected in rooms are not ${heard} heard + ${lost} lost`;
  const late = tell`clients were late: p99 of the send lag of what they said is ${us(sendLagUs.p99)}, the limit ${us(validityLimits.sendLagP99Us)}`;
  return [
    ...(expected === heard + lost
      ? []
      : [{ code: 'LEDGER_UNBALANCED', phase: null, message: unbalanced, remedy }]),
    ...((sendLagUs.p99 ?? 0) <= validityLimits.sendLagP99Us
      ? []
      : [
          {
            code: 'SEND_LAG',
            phase: 'steady' as const,
            message: late,
            remedy: 'lower chat.rate or clients.count, or close other programs on this machine',
          },
        ]),
    ...judgeUplinks(uplinks.steady),
  ];
}
