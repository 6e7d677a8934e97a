import { referenceServerOf } from './testing/reference-server.js';
import { describeTransportContract } from './testing/transport-contract.js';

describeTransportContract(referenceServerOf('long-poll'));
