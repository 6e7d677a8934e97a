import { type Document, isAlias, isMap, isScalar, type Node, parseDocument, type Scalar, visit } from 'yaml';
import { hasVariable } from './variables.js';

/**
 * The text of a scenario as it may be stored: literal values of headers are gone, `${NAME}` stays. Everything else is as it
 * was, byte for byte.
 */
export function redactSource(source: string): string {
  const document = parseDocument(source, { prettyErrors: false });
  const cuts = new Map<number, number>();
  visit(document, {
    Pair: (_, { key, value }) => {
      if (!isScalar(key) || key.value !== 'headers') return;
      for (const scalar of listScalars(value, document)) {
        const { range } = scalar;
        if (range && !hasVariable(String(scalar.value))) cuts.set(range[0], range[1]);
      }
    },
  });
  let text = source;
  for (const [from, to] of [...cuts].sort(([a], [b]) => b - a)) {
    text = `${text.slice(0, from)}'[redacted]'${text.slice(to)}`;
  }
  return text;
}

/** Of a map of headers, whether it is written here or stands elsewhere under an anchor. */
function listScalars(value: unknown, document: Document.Parsed): Scalar[] {
  const map = follow(value, document);
  if (!isMap(map)) return [];
  return map.items.map((pair) => follow(pair.value, document)).filter((node) => isScalar(node));
}

function follow(value: unknown, document: Document.Parsed): unknown {
  return isAlias(value as Node)
    ? (value as { resolve(of: Document.Parsed): unknown }).resolve(document)
    : value;
}
