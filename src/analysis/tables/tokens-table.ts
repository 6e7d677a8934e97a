import { count, us } from '../report/phrase.js';
import type { TableSpec } from './table-spec.js';

/** Answers token by token; no row for a trial in which nobody asked. */
export const tokensTable: TableSpec = {
  title: 'Answers, token by token',
  note: 'Each client posts its prompts on an open schedule and reads the answer as it comes. First token: from the instant the prompt was due; a prompt that waited for the answer before it counts its waiting. Gap: between two tokens as they came; after a cut it holds the time away. Tokens of the answers asked for = delivered + lost + not yet there at the end. Resumed: answers asked for again after a cut; without Last-Event-ID they come from their start, and what the client had already counts as duplicate.',
  applies: (trial) => trial.tokens !== undefined,
  columns: [
    { title: 'First token p50', read: ({ tokens }) => us(tokens?.firstTokenUs.p50 ?? null) },
    { title: 'p99', read: ({ tokens }) => us(tokens?.firstTokenUs.p99 ?? null) },
    { title: 'max', read: ({ tokens }) => us(tokens?.firstTokenUs.max ?? null) },
    { title: 'Gap p50', read: ({ tokens }) => us(tokens?.gapUs.p50 ?? null) },
    { title: 'Gap p99', read: ({ tokens }) => us(tokens?.gapUs.p99 ?? null) },
    { title: 'Gap max', read: ({ tokens }) => us(tokens?.gapUs.max ?? null) },
    { title: 'Prompts due', read: ({ tokens }) => count(tokens?.prompts.due ?? null) },
    { title: 'Asked', read: ({ tokens }) => count(tokens?.prompts.asked ?? null) },
    { title: 'Completed', read: ({ tokens }) => count(tokens?.prompts.completed ?? null) },
    { title: 'Refused', read: ({ tokens }) => count(tokens?.prompts.refused ?? null) },
    { title: 'Resumed', read: ({ tokens }) => count(tokens?.prompts.resumed ?? null) },
    { title: 'Tokens', read: ({ tokens }) => count(tokens?.ledger.delivered ?? null) },
    { title: 'Lost', read: ({ tokens }) => count(tokens?.ledger.lost ?? null) },
    { title: 'Duplicates', read: ({ tokens }) => count(tokens?.ledger.duplicate ?? null) },
    { title: 'Not yet there', read: ({ tokens }) => count(tokens?.ledger.unfinished ?? null) },
    { title: 'Prompt lag p99', read: ({ tokens }) => us(tokens?.sendLagUs.p99 ?? null) },
  ],
};

const brief = ['First token p50', 'p99', 'Gap p50', 'Gap p99', 'Completed', 'Resumed', 'Lost', 'Duplicates'];

/** The few figures that fit a terminal. */
export const tokensSummary: TableSpec = {
  ...tokensTable,
  columns: tokensTable.columns.filter(({ title }) => brief.includes(title)),
};
