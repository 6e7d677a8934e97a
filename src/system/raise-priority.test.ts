import { beforeEach, describe, expect, it, vi } from 'vitest';

const system = vi.hoisted(() => ({ spawnSync: vi.fn(), setPriority: vi.fn(), writeFileSync: vi.fn() }));
vi.mock('node:child_process', () => ({ spawnSync: system.spawnSync }));
vi.mock('node:os', () => ({ setPriority: system.setPriority }));
vi.mock('node:fs', () => ({ writeFileSync: system.writeFileSync }));

const { preferProcess, raisePriority } = await import('./raise-priority.js');

function refuse(): never {
  throw new Error('EACCES: permission denied');
}

beforeEach(() => {
  for (const call of Object.values(system)) call.mockReset();
});

describe('raisePriority', () => {
  it('is content with real-time scheduling of this process', () => {
    system.spawnSync.mockReturnValue({ status: 0 });
    expect(raisePriority()).toBe('real-time');
    expect(system.spawnSync).toHaveBeenCalledExactlyOnceWith(
      'chrt',
      ['--fifo', '--pid', '1', String(process.pid)],
      expect.anything(),
    );
    expect(system.setPriority).not.toHaveBeenCalled();
  });

  it.each([
    ['not permitted', 1],
    ['not installed', null],
  ])('takes a better nice value where that is %s, for the autogroup too', (_why, status) => {
    system.spawnSync.mockReturnValue({ status });
    expect(raisePriority()).toBe('nice');
    expect(system.setPriority).toHaveBeenCalledExactlyOnceWith(-15);
    expect(system.writeFileSync).toHaveBeenCalledExactlyOnceWith('/proc/self/autogroup', '-15');
  });

  it('goes on as it is where nothing is permitted', () => {
    system.spawnSync.mockReturnValue({ status: 1 });
    system.setPriority.mockImplementation(refuse);
    system.writeFileSync.mockImplementation(refuse);
    expect(raisePriority()).toBe('normal');
    expect(system.writeFileSync).toHaveBeenCalledOnce();
  });
});

describe('preferProcess', () => {
  it('takes a moderately better nice value, for the autogroup too, and no real-time scheduling', () => {
    expect(preferProcess()).toBe('preferred');
    expect(system.setPriority).toHaveBeenCalledExactlyOnceWith(-5);
    expect(system.writeFileSync).toHaveBeenCalledExactlyOnceWith('/proc/self/autogroup', '-5');
    expect(system.spawnSync).not.toHaveBeenCalled();
  });

  it('goes on as it is where that is not permitted', () => {
    system.setPriority.mockImplementation(refuse);
    system.writeFileSync.mockImplementation(refuse);
    expect(preferProcess()).toBe('normal');
  });
});
