import type { TransportName } from '../../../wire/transport-names.js';
import type { Phrase } from '../../report/phrase.js';
import type { Requirements } from '../requirements.js';

/** `excludes`: it cannot do what is required. `against`: it can, at a price. `for`: it is made for it. */
export type Weight = 'excludes' | 'against' | 'for';

/** What a rule says of one transport under given requirements. */
export interface RuleFinding {
  readonly transport: TransportName;
  readonly weight: Weight;
  /** A sentence without its full stop; what it rests on is the rule's source. */
  readonly statement: Phrase;
}

/** Something known about transports that no trial on one machine can show, and where it is written. */
export interface Rule {
  readonly id: string;
  /** Document and section, or the vendor's page; quoted beside every sentence that rests on it. */
  readonly source: string;
  /** Nothing when the requirements do not touch it. */
  apply(requirements: Requirements): readonly RuleFinding[];
}
