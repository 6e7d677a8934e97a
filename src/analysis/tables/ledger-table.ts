import { count } from '../report/phrase.js';
import type { TableSpec } from './table-spec.js';

export const ledgerTable: TableSpec = {
  title: 'Ledger',
  note: 'Due, sent and refused count messages at the publisher. Expected, delivered and lost are summed over clients; expected counts the accepted messages due to them and what they were given beyond those, and has to equal delivered + lost. Lost by absent: due to clients that were not back by the end. Evidenced: unconfirmed ones that reached some client, so were accepted.',
  columns: [
    { title: 'Due', read: (trial) => count(trial.publisher.due) },
    { title: 'Sent', read: (trial) => count(trial.publisher.sent) },
    { title: 'Acknowledged', read: (trial) => count(trial.publisher.acknowledged) },
    { title: 'Refused', read: (trial) => count(trial.publisher.refused) },
    { title: 'Unconfirmed', read: (trial) => count(trial.publisher.unconfirmed) },
    { title: 'Evidenced', read: (trial) => count(trial.publisher.evidenced) },
    { title: 'Accepted', read: (trial) => count(trial.ledger.accepted) },
    { title: 'Expected', read: (trial) => count(trial.ledger.expected) },
    { title: 'Beyond due', read: (trial) => count(trial.ledger.beyondDue) },
    { title: 'Delivered', read: (trial) => count(trial.ledger.delivered) },
    { title: 'Lost', read: (trial) => count(trial.ledger.lost) },
    { title: 'Lost by absent', read: (trial) => count(trial.ledger.lostByAbsent) },
    { title: 'Recovered', read: (trial) => count(trial.ledger.recovered) },
    { title: 'Duplicates', read: (trial) => count(trial.ledger.duplicate) },
    { title: 'Out of order', read: (trial) => count(trial.ledger.outOfOrder) },
    { title: 'Clients with loss', read: (trial) => count(trial.ledger.clientsWithLoss) },
    { title: 'Most by one client', read: (trial) => count(trial.ledger.worstClientLost) },
  ],
};
