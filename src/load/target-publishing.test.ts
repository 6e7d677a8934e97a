import { describe, expect, it } from 'vitest';
import { describePublishRequest } from './target-publishing.js';

const publish = {
  url: 'http://127.0.0.1:8080/rooms/1?x=y',
  method: 'POST',
  headers: {},
  body: '{{payload}}',
  connections: 1,
} as const;

describe('the publishing request of a target', () => {
  it('has the length of the payload, or of the template around it', () => {
    const { head, tail } = describePublishRequest(publish, 100);
    expect(head.toString()).toBe(
      'POST /rooms/1?x=y HTTP/1.1\r\nhost: 127.0.0.1:8080\r\ncontent-type: text/plain\r\ncontent-length: 100\r\n\r\n',
    );
    expect(tail.length).toBe(0);
  });

  it('puts the template around it, counted in bytes', () => {
    const described = describePublishRequest(
      {
        ...publish,
        method: 'PUT',
        headers: { 'content-type': 'text/x', a: 'b' },
        body: '{"é":"{{payload}}"}',
      },
      100,
    );
    expect(described.head.toString()).toBe(
      'PUT /rooms/1?x=y HTTP/1.1\r\nhost: 127.0.0.1:8080\r\ncontent-type: text/x\r\na: b\r\ncontent-length: 109\r\n\r\n{"é":"',
    );
    expect(described.tail.toString()).toBe('"}');
  });

  it.each([
    [41, 56],
    [42, 56],
    [43, 60],
  ])('%d bytes are %d in base64', (payloadBytes, length) => {
    const described = describePublishRequest({ ...publish, body: '{{payload-base64}}' }, payloadBytes);
    expect(described.head.toString()).toContain(`content-length: ${length}\r\n`);
    expect(described.payloadEncoding).toBe('base64');
  });
});
