// Makes a fresh clone ready: installs the npm packages if they are missing or outdated, builds if a source is newer
// than the last build, and, for the tests, installs the Debian packages they drive. Needs nothing but Node.js and npm.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const debianPackages = [
  { name: 'chromium', command: '/usr/bin/chromium', for: 'the tests that open reports in a browser' },
  {
    name: 'default-jre-headless',
    command: '/usr/bin/java',
    for: 'the tests in which HdrHistogram for Java reads our logs',
  },
  {
    name: 'libhdrhistogram-java',
    command: '/usr/share/java/hdrhistogram.jar',
    for: 'the tests in which HdrHistogram for Java reads our logs',
  },
  {
    name: 'libxml2-utils',
    command: '/usr/bin/xmllint',
    for: 'the tests that hold JUnit files against a schema',
  },
  { name: 'nginx', command: '/usr/sbin/nginx', for: 'the tests against Nchan' },
  {
    name: 'libnginx-mod-nchan',
    command: '/usr/lib/nginx/modules/ngx_nchan_module.so',
    for: 'the tests against Nchan',
  },
];

installPackages();
if (process.argv.includes('--for-tests')) installDebianPackages();
buildIfNeeded();

function installPackages() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  const lock = join(root, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  say('installing npm packages …');
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  if (spawnSync('npm', ['ci', ...quiet], { cwd: root, stdio: ['ignore', 'inherit', 'ignore'] }).status === 0)
    return;
  // A registry mirror may lack packages of other platforms that the lock file names; an install passes over those.
  run('npm', ['install', '--no-save', ...quiet]);
}

function installDebianPackages() {
  const missing = debianPackages.filter(({ command }) => !existsSync(command));
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name);
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    for (const { name, for: purpose } of missing)
      say(`${name} is not installed: skipping ${purpose} (apt-get install ${name})`);
    return;
  }
  say(`installing Debian packages: ${names.join(' ')} …`);
  const quiet = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'inherit'],
  };
  const update = spawnSync('apt-get', ['update', '-qq'], quiet);
  const install = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], quiet);
  if (update.status !== 0 || install.status !== 0)
    say(`could not install ${names.join(' ')}: the tests that need them are skipped`);
}

function buildIfNeeded() {
  const stamp = join(root, 'dist', '.built');
  const builtAt = existsSync(stamp) ? statSync(stamp).mtimeMs : 0;
  const sources = [
    'src',
    'servers',
    'proof',
    'scripts',
    'package.json',
    'tsconfig.json',
    'tsconfig.build.json',
  ];
  if (sources.every((source) => newestChange(join(root, source)) <= builtAt)) return;
  say('building …');
  run(process.execPath, [join(root, 'scripts', 'build.mjs')]);
}

function newestChange(path) {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status === 0) return;
  say(`${command} ${args.join(' ')} failed${error ? `: ${error.message}` : ''}`);
  process.exit(1);
}

function say(text) {
  process.stderr.write(`squall: ${text}\n`);
}
