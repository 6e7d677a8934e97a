/**
 * When Linux sends again what was not answered. Waits begin at the last sending, and a timer fires at the end of a slot of the
 * kernel's timer wheel: late by up to 3 % for a wait of a second and 7 % for one of four, and together with all others of its slot.
 * That is how a hundred SYNs come to arrive in one instant. The granularities are those of 250 jiffies a second (`CONFIG_HZ`
 * of Debian and Ubuntu), 8 times as wide from level to level (`kernel/time/timer.c`).
 */
const jiffyUs = 4_000;
/** Shortest wait of each level of the wheel but the first: LVL_START of `kernel/time/timer.c`, in jiffies there. */
const levelStartsUs = [63, 504, 4_032, 32_256, 258_048].map((jiffies) => jiffies * jiffyUs);

/** @returns the instant at which a timer fires that is set at `fromUs` to wait `waitUs` */
export function findTimerUs(fromUs: number, waitUs: number): number {
  let slotUs = jiffyUs;
  for (const startUs of levelStartsUs) {
    if (waitUs < startUs) break;
    slotUs *= 8;
  }
  return Math.ceil((fromUs + waitUs) / slotUs) * slotUs;
}

/**
 * Waits before each repetition of a SYN. RFC 6298 §5.5 doubles from 1 s; Linux from 6.5 on keeps the first
 * `tcp_syn_linear_timeouts` = 4 waits at 1 s (kernel documentation, ip-sysctl). `tcp_syn_retries` = 6 of the doubling kind.
 * @param linear how many waits of 1 s come before the doubling begins
 */
export function listSynWaitsUs(linear: number, doubling = 6): number[] {
  const waits = [...Array<number>(linear).fill(1), ...Array.from({ length: doubling }, (_, at) => 2 ** at)];
  return waits.map((seconds) => seconds * 1e6);
}

/**
 * Waits before each repetition of the request of a client whose SYN was answered while the queue had room, but whose ACK then
 * found it full and was dropped: for the client the connection is there. First a tail loss probe after two round trips and
 * 200 ms (RFC 8985 §7.2, with the kernel's allowance for a delayed ACK), then the retransmission timer of one round trip
 * and 200 ms (`TCP_RTO_MIN`), doubling. Every repetition asks for the place in the queue again.
 */
export function requestWaitUs(repetition: number, roundTripUs: number): number {
  if (repetition === 0) return 2 * roundTripUs + leastUs;
  return (roundTripUs + leastUs) * 2 ** (repetition - 1);
}

const leastUs = 200_000;
