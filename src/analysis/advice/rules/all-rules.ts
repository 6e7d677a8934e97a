import { browserRules } from './browser-rules.js';
import { directionRules } from './direction-rules.js';
import { payloadRules } from './payload-rules.js';
import { pollingRules } from './polling-rules.js';
import { proxyRules } from './proxy-rules.js';
import { resumptionRules } from './resumption-rules.js';
import type { Rule } from './rule.js';
import { serverlessRules } from './serverless-rules.js';

/** The catalogue, in the order in which sentences come. */
export const allRules: readonly Rule[] = [
  ...directionRules,
  ...browserRules,
  ...payloadRules,
  ...pollingRules,
  ...proxyRules,
  ...serverlessRules,
  ...resumptionRules,
];
