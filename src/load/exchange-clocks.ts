import { Agent, get } from 'node:http';
import { get as getSecurely, Agent as SecureAgent } from 'node:https';
import type { Clock } from '../system/clock.js';
import type { ClockExchange } from '../system/clock-offset.js';
import type { ClockReading } from '../wire/protocol.js';

/**
 * Asks a server for its time, one request after the other on one connection. The first is left out: its round trip
 * holds the TCP handshake.
 * @param url what a server answers as the reference servers do `GET /clock`
 * @param count exchanges to return
 * @throws the system's error, or one that says what the server answered instead
 */
export async function exchangeClocks(url: string, count: number, clock: Clock): Promise<ClockExchange[]> {
  const options = { keepAlive: true, maxSockets: 1, noDelay: true };
  const agent = url.startsWith('https:') ? new SecureAgent(options) : new Agent(options);
  try {
    const exchanges: ClockExchange[] = [];
    await exchangeOnce(url, agent, clock);
    while (exchanges.length < count) exchanges.push(await exchangeOnce(url, agent, clock));
    return exchanges;
  } finally {
    agent.destroy();
  }
}

/** Stamps are taken as close to the socket as Node lets one: before the request is written, as its answer begins. */
function exchangeOnce(url: string, agent: Agent, clock: Clock): Promise<ClockExchange> {
  return new Promise((resolve, reject) => {
    const sentUs = clock.nowUs();
    const ask = url.startsWith('https:') ? getSecurely : get;
    const request = ask(url, { agent }, (response) => {
      const receivedUs = clock.nowUs();
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        body += text;
      });
      response.on('error', reject);
      response.on('end', () => {
        const reading = response.statusCode === 200 ? parseReading(body) : undefined;
        if (reading === undefined) {
          reject(new Error(`the clock answered ${response.statusCode} and no time`));
        } else {
          resolve({
            sentUs,
            remoteReceivedUs: reading.receivedAtUs,
            remoteSentUs: reading.sentAtUs,
            receivedUs,
          });
        }
      });
    });
    request.on('error', reject);
  });
}

function parseReading(body: string): ClockReading | undefined {
  try {
    const { receivedAtUs, sentAtUs } = JSON.parse(body) as Partial<ClockReading>;
    return Number.isSafeInteger(receivedAtUs) && Number.isSafeInteger(sentAtUs)
      ? { receivedAtUs: Number(receivedAtUs), sentAtUs: Number(sentAtUs) }
      : undefined;
  } catch {
    return undefined;
  }
}
