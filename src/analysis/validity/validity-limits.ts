/** The limits of the validity rules; `docs/method.md` gives the reason for each. */
export const validityLimits = {
  sendLagP99Us: 1_000,
  /** Of the reported p50 of delivery latency. */
  sendLagShareOfP50: 0.1,
  utilisation: 0.8,
  stallUs: 100_000,
  achievedRate: 0.999,
} as const;
