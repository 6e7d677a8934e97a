import { type SchemaNode, scenarioJsonSchema } from './json-schema.js';
import { isMap, type KeyPath } from './key-path.js';

/** Of several variants the one that the value names by its `policy` or `kind`. */
function chooseVariants(node: SchemaNode, value: unknown): readonly SchemaNode[] {
  const variants = node.oneOf ?? node.anyOf;
  if (variants === undefined) return [node];
  const named = variants.filter((variant) => names(variant, value));
  return named.length > 0 ? named : variants;
}

function names(variant: SchemaNode, value: unknown): boolean {
  if (!isMap(value)) return false;
  return Object.entries(variant.properties ?? {}).some(
    ([key, property]) => property.const !== undefined && property.const === value[key],
  );
}

function stepInto(node: SchemaNode, part: string | number, value: unknown): SchemaNode[] {
  return chooseVariants(node, value).flatMap((variant) => {
    if (typeof part === 'number') return variant.items === undefined ? [] : [variant.items];
    const { properties } = variant;
    return properties !== undefined && Object.hasOwn(properties, part)
      ? [properties[part] as SchemaNode]
      : [];
  });
}

/**
 * The schema of the value at `path`.
 * @param root the scenario that the path leads into; it decides between the variants of policies and faults. Without
 *   it a path is known when any variant has it.
 */
export function findSchema(path: KeyPath, root?: unknown): SchemaNode | undefined {
  let nodes = [scenarioJsonSchema];
  let value = root;
  for (const part of path) {
    const current = value;
    nodes = nodes.flatMap((node) => stepInto(node, part, current));
    value =
      isMap(value) || Array.isArray(value) ? (value as Record<string | number, unknown>)[part] : undefined;
  }
  return nodes[0];
}

/** The keys that the map at `path` may have. */
export function listKeys(path: KeyPath, root: unknown, value: unknown): string[] {
  const node = findSchema(path, root);
  if (node === undefined) return [];
  const keys = chooseVariants(node, value).flatMap((variant) => Object.keys(variant.properties ?? {}));
  return [...new Set(keys)];
}

/** Every path of the schema with its node, lists as `[0]`; variants that share a path come once. */
export function listPaths(): Map<string, SchemaNode> {
  const paths = new Map<string, SchemaNode>();
  collectPaths(scenarioJsonSchema, '', paths);
  return paths;
}

function collectPaths(node: SchemaNode, prefix: string, into: Map<string, SchemaNode>): void {
  for (const variant of chooseVariants(node, undefined)) {
    for (const [key, property] of Object.entries(variant.properties ?? {})) {
      const path = prefix === '' ? key : `${prefix}.${key}`;
      if (!into.has(path)) into.set(path, property);
      collectPaths(property, path, into);
    }
    if (variant.items?.oneOf !== undefined) {
      into.set(`${prefix}[0]`, variant.items);
      collectPaths(variant.items, `${prefix}[0]`, into);
    }
  }
}
