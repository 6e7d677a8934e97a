import { describe, expect, it } from 'vitest';
import type { TokensResult, TrialResult } from '../../src/storage/result.js';
import { expectSteady } from '../support/expect-steady.js';
import { runScenario } from '../support/run-squall.js';

const [clients, tokens, thinkUs] = [10, 20, 50_000];

function tokensOf(trial: TrialResult): TokensResult {
  if (trial.tokens === undefined) throw new Error(`${trial.id} has no answers`);
  return trial.tokens;
}

describe('answers token by token', () => {
  it('are complete after a cut in the middle, without repetition when the client says what it has', async () => {
    // One prompt a second for two seconds; an answer takes 450 ms, the cut falls into most of the first measured ones.
    const { result } = await runScenario(`name: tokens
seed: 4
transport: sse
clients: { count: ${clients}, rampUp: 100ms }
tokens: { prompts: 1/s, answer: ${tokens}, rate: 50/s, token: 48B, prompt: 100B, think: ${thinkUs}us }
reconnect: { policy: fixed, delay: 200ms }
warmUp: 500ms
duration: 1500ms
drain: 20s
faults: [{ at: 500ms, kind: disconnect }]
matrix: { tokens.resume: [true, false] }
`);
    for (const trial of result.trials) {
      const { prompts, ledger, firstTokenUs, gapUs, resumes } = tokensOf(trial);
      const asked = clients * 2;
      expect(prompts).toMatchObject({ due: asked, asked, completed: asked, refused: 0 });
      expect(ledger).toMatchObject({
        expected: asked * tokens,
        delivered: asked * tokens,
        lost: 0,
        unfinished: 0,
      });
      expect(prompts.resumed).toBeGreaterThan(0);
      expect(ledger.duplicate === 0).toBe(resumes);
      // The histogram rounds to three digits.
      expect(firstTokenUs.min).toBeGreaterThanOrEqual(thinkUs * 0.999);
      expect(gapUs.count).toBeGreaterThan(0);
      expect(trial.bytes.unaccounted).toBe(0);
      expect(trial.bytes.payload).toBeGreaterThanOrEqual(asked * (tokens * 48 + '[DONE]'.length + 100));
      expectSteady(trial.connections.steady, clients);
      expect(trial.validity.reasons.map(({ code }) => code)).not.toContain('LEDGER_UNBALANCED');
      expect(trial.validity.reasons.map(({ code }) => code)).not.toContain('CONNECTIONS_DISAGREE');
    }
  });
});
