/**
 * A bare `--wire` may stand before the scenario: yargs would take the scenario for its value. A word that names a file or a
 * shipped scenario is not one; a misspelt way of counting still is, and is refused by name.
 * @param given the command line, without the program's own name
 * @param listScenarios names of the shipped ones; asked for only when a word may be one
 */
export function partBareWire(given: readonly string[], listScenarios: () => readonly string[]): string[] {
  return given.map((word, at) => {
    const next = given[at + 1];
    const isBare = given[0] === 'run' && word === '--wire' && next !== undefined && !next.startsWith('-');
    return isBare && (/[./]/.test(next) || listScenarios().includes(next)) ? '--wire=' : word;
  });
}
