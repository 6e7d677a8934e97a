import type { ReportModel } from '../../../analysis/report/report-model.js';

/** The part of the report model that figures need; the page holds it as JSON. */
export type PageData = Pick<ReportModel, 'trials' | 'distributions' | 'timelines' | 'storms'>;

export function readPageData(): PageData {
  return JSON.parse(document.getElementById('report-data')?.textContent ?? '{}') as PageData;
}
