import type { PacketCount } from '../metrics/measurement.js';
import type { RestartMode } from '../scenario/faults/server-restart.js';
import type { ConditionSettings } from '../scenario/faults/toxic.js';
import type { Clock } from '../system/clock.js';

/** What a fault may lay hands on. Instants are on the host's clock. */
export interface FaultContext {
  readonly clock: Clock;
  readonly seed: number;
  /** Clients of the trial. */
  readonly clients: number;
  /** Which injection of the trial this is, from 0: seeds its choices. */
  readonly occurrence: number;
  readonly server: ServerUnderFault;
  readonly load: LoadUnderFault;
  readonly network: NetworkUnderFault;
  /** Between clients and server; undefined in a trial without one. */
  readonly proxy: ProxyUnderFault | undefined;
  /** Ends early when the run is interrupted. */
  readonly signal: AbortSignal;
  /**
   * Notes that this side sets to work for the fault (looks up sockets, has the kernel load rules): from here on the machine's
   * busyness is not the trial's. Call first where that takes longer than a message to a process.
   */
  prepare(): void;
  /** Notes that the fault begins now; call right before doing it. */
  begin(fault: FaultBeginning): void;
  /** Notes that the server is ready again. */
  end(readyAtUs: number): void;
  /**
   * Notes that what the fault did is over, for one that took no server away but lasted.
   * @param packets that came by meanwhile, of those that could vanish
   */
  over(endedAtUs: number, packets?: PacketCount): void;
}

export interface FaultBeginning {
  /** In words: `crash, down for 1s`. */
  readonly description: string;
  /** True when it lasts: nobody can connect until `end` is called, or the network is not itself until `over` is. */
  readonly serverAway: boolean;
  /** How the server goes away, for faults that end it. */
  readonly mode: RestartMode | null;
  /** Share of the clients it cuts, and which ones where that is decided on this side. */
  readonly share: number;
  readonly clients: readonly number[] | undefined;
  /**
   * How many connections hear nothing from now on though neither side is told that anything is wrong; absent: none.
   * With `all`, clients find out by themselves, with a number the server alone.
   */
  readonly silenced?: number | 'all';
  /** The one process that it concerns, of several; absent: all there are. */
  readonly process?: ServerPart | undefined;
  /** The losses are spread over this time from the beginning, in order of the clients; absent: all at once. */
  readonly spreadUs?: number | undefined;
}

/** One process of a server that has several. */
export interface ServerPart {
  /** From 0. */
  readonly index: number;
  readonly of: number;
}

export interface ServerUnderFault {
  /** Its processes, each of which can be ended and replaced by itself; where there is one, the server itself. */
  readonly processes: readonly ServerUnderFault[];
  /** False from the moment it is ended until its replacement listens. */
  readonly listening: boolean;
  /** Ends the server process: `graceful` with SIGTERM, `crash` with SIGKILL. Resolves when the process is gone. */
  end(mode: RestartMode): Promise<void>;
  /**
   * Lets a replacement listen on the same port; resolves with the instant at which it did.
   * @param warmUpUs how long after that it accepts its first connection; at once unless told
   */
  replace(warmUpUs?: number): Promise<number>;
  /**
   * Has the server end the connections it holds, in the order in which they were opened; resolves when the last was ended.
   * @param shut it takes no new ones from the beginning
   * @param signal ends the waiting
   */
  drain(ratePerSecond: number, shut: boolean, signal: AbortSignal): Promise<void>;
  /** Has the server cut this share of its client connections; one that is away, or goes away meanwhile, has none to cut. */
  disconnect(share: number, how: 'close' | 'reset', seed: number): Promise<void>;
  /** Stops the server where it stands; what it returns has it go on. Undefined when it is away. */
  freeze(): Promise<(() => void) | undefined>;
}

export interface LoadUnderFault {
  /** Has the workers cut these clients' connections from their side. */
  cut(clients: readonly number[], how: 'close' | 'reset'): void;
  /** The client's ends of the connections that these clients are subscribed on. */
  locate(clients: readonly number[]): Promise<readonly ClientSocket[]>;
  /** These clients stop where they are, without a word to anybody, if they still hold the connection named. */
  vanish(sockets: readonly ClientSocket[]): void;
  /** Clients that vanished give their dead connections up and return by their policy. */
  wake(clients: readonly number[]): void;
}

export interface ClientSocket {
  readonly client: number;
  /** IPv4. */
  readonly address: string;
  readonly port: number;
  readonly serverPort: number;
}

/** Lets packets pass again, once; says how many came by and how many of them vanished. */
export type LiftFilter = () => Promise<PacketCount>;

/** What lies between clients and server. Lifting is done once; what is not lifted goes with the trial. */
export interface NetworkUnderFault {
  /** Every packet vanishes, both ways. Resolves when none passes any more. */
  blackhole(lengthUs: number): Promise<LiftFilter>;
  /** Each packet vanishes with this probability. */
  lose(share: number, lengthUs: number): Promise<LiftFilter>;
  /** Nothing leaves or reaches these sockets any more until the end of the trial. */
  sever(sockets: readonly ClientSocket[]): Promise<LiftFilter>;
}

export interface ProxyUnderFault {
  /** Puts a toxic to work; resolves with its id and the instant since which it is. */
  add(toxic: ConditionSettings): Promise<{ readonly id: number; readonly atUs: number }>;
  /** Takes it away; resolves with the instant since which it is gone. */
  remove(id: number): Promise<number>;
}

/** One injection. Resolves when what the fault itself does is over; the clients' return is not part of it. */
export type Fault = (context: FaultContext) => Promise<void>;
