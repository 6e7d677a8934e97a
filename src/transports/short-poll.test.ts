import { referenceServersOf } from './testing/reference-server.js';
import { describeTransportContract } from './testing/transport-contract.js';

for (const subject of referenceServersOf('short-poll')) describeTransportContract(subject);
