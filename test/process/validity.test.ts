import { expect, it } from 'vitest';
import { mayNarrowPorts } from '../../proof/stage/lower-limits.js';
import { provocations } from '../../proof/stage/provocations.js';
import { startStagedRun } from '../../proof/stage/staged-run.js';
import { makeFolder } from '../support/run-squall.js';

const isRoot = mayNarrowPorts();

it.each(provocations.filter(({ needsRoot }) => isRoot || needsRoot !== true))(
  '$code: $subject',
  async ({ code, says, yaml, settings, act }) => {
    const run = await startStagedRun(makeFolder(), yaml, {
      ...settings,
      args: [...(settings?.args ?? []), '--no-report'],
    });
    await act?.(run);
    const { status, stdout, result, stderr } = await run.ended;
    const reasons = result?.trials[0]?.validity.reasons ?? [];
    const found = reasons.find((reason) => reason.code === code && reason.message.includes(says ?? ''));
    expect(found, `${JSON.stringify(reasons)} ${stderr}`).toBeDefined();
    expect(found?.message).not.toBe('');
    expect(found?.remedy).not.toBe('');
    expect(status).toBe(code === 'NO_STEADY_PHASE' ? 130 : 4);
    expect(stdout).toContain('invalid');
  },
);
