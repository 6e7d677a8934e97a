import { bytes, say } from '../../report/phrase.js';
import type { Rule } from './rule.js';

/** Largest message of an API Gateway WebSocket API. */
const gatewayPayloadBytes = 128 * 1024;

/** Platforms where no process of one's own holds connections. */
export const serverlessRules: readonly Rule[] = [
  {
    id: 'api-gateway-websocket',
    source:
      'AWS API Gateway, "Quotas for configuring and running a WebSocket API": connection duration 2 hours, idle timeout 10 minutes, message payload 128 KB',
    apply: ({ serverless, payload }) => {
      if (serverless !== 'aws-api-gateway') return [];
      const isTooLarge = payload !== undefined && payload > gatewayPayloadBytes;
      return [
        {
          transport: 'websocket',
          weight: isTooLarge ? 'excludes' : 'for',
          statement: isTooLarge
            ? say`the gateway takes messages of up to ${bytes(gatewayPayloadBytes)}`
            : say`the gateway holds the connections itself, for two hours each and ten minutes of silence`,
        },
      ];
    },
  },
  {
    id: 'api-gateway-http',
    source:
      'AWS API Gateway, "Quotas for configuring and running an HTTP API": maximum integration timeout 30 seconds, not adjustable',
    apply: ({ serverless }) =>
      serverless === 'aws-api-gateway'
        ? [
            {
              transport: 'sse',
              weight: 'excludes',
              statement: say`a response through the HTTP API is over after 30 s`,
            },
            {
              transport: 'long-poll',
              weight: 'against',
              statement: say`a poll can be held for less than 30 s, and a function runs and is paid for all the while`,
            },
            { transport: 'short-poll', weight: 'for', statement: say`each poll is one short invocation` },
          ]
        : [],
  },
  {
    id: 'lambda-timeout',
    source: 'AWS Lambda, quotas: function timeout 900 seconds (15 minutes)',
    apply: ({ serverless }) =>
      serverless === 'aws-lambda'
        ? [
            {
              transport: 'websocket',
              weight: 'excludes',
              statement: say`a function answers an invocation and holds no socket of its clients`,
            },
            {
              transport: 'long-poll',
              weight: 'against',
              statement: say`a function runs and is paid for while it holds a poll`,
            },
            { transport: 'short-poll', weight: 'for', statement: say`each poll is one short invocation` },
          ]
        : [],
  },
  {
    id: 'lambda-streaming',
    source:
      'AWS Lambda, "Response streaming": through function URLs or InvokeWithResponseStream, within the function timeout of 15 minutes',
    apply: ({ serverless }) =>
      serverless === 'aws-lambda'
        ? [
            {
              transport: 'sse',
              weight: 'against',
              statement: say`a streamed response ends with its function after 15 minutes at most, and is paid for all the while`,
            },
          ]
        : [],
  },
];
