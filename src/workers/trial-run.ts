import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { planFaults } from '../faults/plan-faults.js';
import type { Incident, Measurement } from '../metrics/measurement.js';
import { mergeSnapshots } from '../metrics/merge-snapshots.js';
import type { PhaseName } from '../metrics/phases.js';
import type { WireCount } from '../metrics/wire-count.js';
import type { Network } from '../network/network.js';
import { PacketFilter } from '../network/packet-filter.js';
import type { Trial } from '../scenario/scenario.js';
import { usesUplinks } from '../scenario/workload-checks.js';
import type { ClockOffset } from '../system/clock-offset.js';
import { Crew, type CrewFindings, type Recruit } from './crew.js';
import { FaultDirector } from './fault-director.js';
import { FaultPhases } from './fault-phases.js';
import { HostAlarm } from './host-alarm.js';
import { serverDied, stopForced } from './incidents.js';
import { KernelSampler } from './kernel-sampler.js';
import { PhaseKeeper } from './phase-keeper.js';
import { ProgressTeller } from './progress-teller.js';
import { ReturnWatch } from './return-watch.js';
import type { ServerOfTrial } from './server-of-trial.js';
import { describeError, isAbort } from './trial-errors.js';
import { planTrialLengthUs } from './trial-length.js';
import { TrialLog } from './trial-log.js';
import { TrialMonitor } from './trial-monitor.js';
import type { TrialProxy } from './trial-proxy.js';
import { openTrialServer, type TrialServer } from './trial-server.js';
import type { TrialSurroundings } from './trial-surroundings.js';

/** From the command to start until the common start: every process must have got it by then. */
const startLeadUs = 150_000;
/** A drain takes at least this long, so that late duplicates are still seen. */
const leastDrainUs = 300_000;
/** A server that tells nothing for this long has nothing more to tell. */
const serverReadingsUs = 1_000_000;

/** One trial from the server's start to the last figure handed in. */
export class TrialRun {
  readonly #trial: Trial;
  readonly #around: TrialSurroundings;
  readonly #network: Network;
  readonly #proxy: TrialProxy | undefined;
  readonly #faults: FaultDirector;
  readonly #monitor: TrialMonitor;
  readonly #phases: PhaseKeeper;
  readonly #progress: ProgressTeller;
  readonly #log: TrialLog;
  readonly #faultPhases: FaultPhases;
  readonly #kernel: KernelSampler;
  readonly #place: TrialServer;
  readonly #server: ServerOfTrial;
  readonly #crew: Crew;
  readonly #filter: PacketFilter;
  readonly #alarm: HostAlarm;
  readonly #uplinkAddresses: readonly string[];
  #canaryRefused: string | undefined;
  #clockBefore: ClockOffset | undefined;

  constructor(trial: Trial, around: TrialSurroundings, network: Network, proxy: TrialProxy | undefined) {
    const { scenario } = trial;
    this.#trial = trial;
    this.#around = around;
    this.#alarm = new HostAlarm(around.clock, around.signal);
    this.#network = network;
    this.#proxy = proxy;
    this.#uplinkAddresses = usesUplinks(scenario) ? network.uplinkAddresses : [];
    const plannedFaults = planFaults(scenario.faults, scenario.durationUs);
    this.#monitor = new TrialMonitor(scenario, around.workers);
    this.#phases = new PhaseKeeper(around.clock, (phase, atUs) => this.#onPhase(phase, atUs));
    this.#progress = new ProgressTeller(around, this.#monitor, this.#phases, scenario.clients.count);
    this.#log = new TrialLog(around.workers, (atUs) => this.#phases.phaseAt(atUs), around.onTimelineRows);
    this.#place = openTrialServer(trial, around, network, {
      onSample: (sample) => this.#log.addServerSample(sample),
      onCost: (cost) => this.#log.addServerCost(cost),
      onUnexpectedEnd: () => this.#note(serverDied),
      onForcedStop: () => this.#note(stopForced),
    });
    this.#server = this.#place.server;
    this.#kernel = new KernelSampler({
      // Behind a proxy the server's port has the proxy's connections.
      ports: proxy === undefined ? this.#place.ports : [proxy.address.port],
      exceptAddress: network.controlAddress,
      tables: network.serverTables,
      uplinkAddresses: this.#uplinkAddresses,
      clock: around.clock,
      onSample: (sample, hostUs) => this.#log.addKernelSample(sample, hostUs),
    });
    const recruit: Recruit = (role) =>
      around.recruit(role, role === 'load' ? network.workerPrefix : undefined);
    this.#crew = new Crew(around.workers, recruit, {
      onLoadTick: (tick) => {
        this.#monitor.addTick(tick);
        this.#log.addLoad(tick, this.#monitor.uplinks);
        this.#noticeReturn();
      },
      onPublisherTick: (outstanding, acknowledged) => {
        this.#monitor.outstanding = outstanding;
        this.#monitor.acknowledged = acknowledged;
        this.#log.addPublished(acknowledged, around.clock.nowUs());
      },
      onPublished: () => {
        this.#monitor.published = true;
        this.#monitor.wake();
      },
      onCanaryRefused: (why) => {
        this.#canaryRefused = why;
      },
    });
    this.#filter = new PacketFilter({
      ...network,
      // What vanishes are the packets of the clients.
      ports: proxy === undefined ? this.#place.ports : [proxy.address.port],
      scratchDirectory: around.scratchDirectory,
      trialLengthUs: planTrialLengthUs(scenario) + scenario.clients.subscribeWithinUs,
    });
    this.#faultPhases = new FaultPhases({
      phases: this.#phases,
      returns: new ReturnWatch(this.#monitor, () => this.#log.connectionsHeld),
      crew: this.#crew,
      emit: around.emit,
    });
    this.#faults = new FaultDirector(
      plannedFaults,
      {
        clock: around.clock,
        seed: scenario.seed,
        clients: scenario.clients.count,
        server: this.#server,
        load: this.#crew,
        network: this.#filter,
        proxy,
        signal: around.signal,
      },
      this.#faultPhases,
    );
  }

  async perform(): Promise<Measurement> {
    const { signal } = this.#around;
    try {
      await Promise.race([this.#measure(), this.#crew.failed, ...(this.#proxy ? [this.#proxy.failed] : [])]);
    } catch (error) {
      // An interrupt before the common start leaves nothing to keep.
      if (!signal.aborted || this.#log.originUs === 0) throw error;
      if (!isAbort(error))
        this.#around.emit({ kind: 'notice', level: 'error', message: describeError(error) });
    }
    return this.#collect(signal.aborted);
  }

  /** Ends everything the trial started, whatever state it is in. */
  async clear(): Promise<void> {
    this.#progress.stop();
    this.#kernel.stop();
    this.#crew.killAll();
    this.#proxy?.kill();
    await this.#server.stop();
    await this.#filter.close();
    for (const path of this.#place.scratch) await rm(path, { force: true, recursive: true });
  }

  async #measure(): Promise<void> {
    await this.#prepare();
    await this.#waitForBarrier();
    const { measureFromUs, endUs } = this.#beginPublishing();
    await this.#alarm.sleepUntil(measureFromUs);
    this.#phases.enter('steady', measureFromUs);
    await Promise.all([
      this.#faults.inject(this.#log.originUs, measureFromUs, (hostUs) => this.#alarm.sleepUntil(hostUs)),
      this.#alarm.sleepUntil(endUs),
    ]);
    await this.#drain(endUs);
  }

  async #prepare(): Promise<void> {
    const { scenario } = this.#trial;
    await this.#server.replace();
    await this.#proxy?.open();
    this.#clockBefore = await this.#place.readClock();
    await this.#crew.prepare({
      scenario,
      tag: randomBytes(4).toString('hex'),
      ...this.#place.describe(),
      proxy: this.#proxy?.address,
      uplinkAddresses: this.#uplinkAddresses,
    });
    this.#around.signal.throwIfAborted();
    const originUs = this.#around.clock.nowUs() + startLeadUs;
    this.#log.begin(originUs, new Date(Date.now() + startLeadUs / 1000).toISOString());
    this.#progress.endUs = originUs + planTrialLengthUs(scenario);
    this.#network.wire?.start();
    this.#crew.broadcast({ kind: 'start', atUs: originUs });
    this.#phases.start(originUs);
    this.#kernel.start();
    this.#progress.start();
    await this.#alarm.sleepUntil(originUs);
    if (scenario.target !== undefined) this.#crew.broadcast({ kind: 'publish-canaries' });
  }

  /** Waits until all clients are subscribed, or the ramp's deadline. */
  async #waitForBarrier(): Promise<void> {
    const { rampUpUs, subscribeWithinUs } = this.#trial.scenario.clients;
    const deadline = this.#alarm.deadline(this.#log.originUs + rampUpUs + subscribeWithinUs);
    await Promise.race([this.#monitor.when(() => this.#monitor.allSubscribed), deadline]);
    const { allSubscribed, subscribed } = this.#monitor;
    this.#log.noteBarrier(allSubscribed, subscribed, this.#around.clock.nowUs());
    this.#place.judgeSilence({
      reached: this.#monitor.reached,
      refused: this.#canaryRefused,
      failure: this.#monitor.lastFailure,
    });
  }

  #beginPublishing(): { measureFromUs: number; endUs: number } {
    const { warmUpUs, durationUs, drainUs } = this.#trial.scenario;
    const originUs = this.#around.clock.nowUs() + startLeadUs;
    const measureFromUs = originUs + warmUpUs;
    const endUs = measureFromUs + durationUs;
    this.#log.publishing = { originUs, endUs, measureFromUs };
    this.#progress.endUs = endUs + drainUs;
    this.#crew.broadcast({ kind: 'publish', originUs, endUs, measureFromUs });
    this.#phases.enter('warm-up');
    return { measureFromUs, endUs };
  }

  #noticeReturn(): void {
    const reportedUs = this.#log.originUs + this.#monitor.completeUs;
    this.#faultPhases.noticeReturn(reportedUs, this.#faults.lastCutUs, this.#log.subscribedAtBarrier);
  }

  /** Waits for what is still on its way: until nothing is missing, or the drain is over. */
  async #drain(endUs: number): Promise<void> {
    const { drainUs } = this.#trial.scenario;
    this.#phases.enter('drain', endUs);
    const over = this.#alarm.deadline(endUs + drainUs);
    await this.#alarm.sleepUntil(endUs + Math.min(drainUs, leastDrainUs));
    await Promise.race([this.#monitor.when(() => this.#monitor.settled), over]);
    if (this.#trial.scenario.acks !== undefined) await this.#awaitServerReadings();
  }

  /** The server counts acknowledgements too, and tells so at intervals: what it told last may be from before the last ones came. */
  async #awaitServerReadings(): Promise<void> {
    const wanted = this.#log.serverReadings + 2;
    const untilUs = this.#around.clock.nowUs() + serverReadingsUs;
    while (this.#log.serverReadings < wanted && this.#around.clock.nowUs() < untilUs)
      await this.#alarm.sleepUntil(this.#around.clock.nowUs() + serverReadingsUs / 50);
  }

  async #collect(interrupted: boolean): Promise<Measurement> {
    const spans = this.#phases.spans();
    this.#progress.stop();
    this.#kernel.stop();
    await this.#kernel.closePhase(this.#phases.current);
    await this.#network.wire?.beforeEnd();
    // Whoever takes their leave now is to be heard.
    await this.#filter.close();
    const findings: CrewFindings = await this.#crew.finish();
    const proxyFindings = await this.#proxy?.finish();
    // A server that is gone by now leaves its clock unknown for the whole of the trial.
    const clockAfter = await this.#place.readClock().catch(() => undefined);
    const wire: WireCount | undefined = await this.#network.wire?.finish();
    return {
      ...this.#log.finish(spans),
      interrupted,
      phases: spans,
      faults: this.#faults.records,
      load: mergeSnapshots(findings.snapshots),
      publishLog: findings.publishLog,
      publisherHealth: findings.publisherHealth,
      publisherScheduling: findings.publisherScheduling,
      canaries: findings.canaries,
      serverStarts: this.#server.starts,
      listenOverflows: this.#kernel.overflows,
      workers: this.#around.workers,
      proxy: proxyFindings,
      wire,
      clock: clockAfter && this.#clockBefore && { before: this.#clockBefore, after: clockAfter },
    };
  }

  #onPhase(phase: PhaseName, atUs: number): void {
    this.#crew.broadcast({ kind: 'phase', phase });
    this.#proxy?.enterPhase(phase);
    void this.#kernel.closePhase(this.#phases.spans().at(-2)?.name);
    this.#around.emit({ kind: 'phase', trial: this.#trial.id, phase, atUs });
  }

  /** Something that must not happen and makes the trial invalid. */
  #note(incident: Omit<Incident, 'phase'>): void {
    this.#log.addIncident({ ...incident, phase: this.#phases.current });
    this.#around.emit({ kind: 'notice', level: 'error', message: incident.message });
  }
}
