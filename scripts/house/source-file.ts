import { posix } from 'node:path';
import { parseSync, Visitor } from 'rolldown/utils';

/** One import, re-export, dynamic import or import type of a file. */
export type Import = {
  /** a file of the project by its path from the root, else the specifier as written: "node:fs", "pg" */
  target: string;
  /** removed when types are stripped: `import type`, `export type ... from`, `import('...').Type` */
  isTypeOnly: boolean;
  line: number;
};

/** A use of something global, e.g. "process.env", "Date.now", "new Date()", "fetch". */
export type GlobalUse = { name: string; line: number };

/** The parts of a source file that the house rules check. Paths are relative to the root, with slashes. */
export type SourceFile = {
  path: string;
  text: string;
  imports: Import[];
  globalUses: GlobalUse[];
};

/** Global objects with members that pure code may not use. */
const WATCHED_OBJECTS = new Set(['process', 'console', 'Date', 'Math', 'performance', 'crypto']);
const WATCHED_FUNCTIONS = new Set(['fetch', 'setTimeout', 'setInterval', 'setImmediate']);

/** @throws Error when the text does not parse */
export function parseSourceFile(path: string, text: string): SourceFile {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  const imports: Import[] = [];
  const globalUses: GlobalUse[] = [];
  const lineOf = lineCounter(text);
  const addImport = (specifier: string, isTypeOnly: boolean, start: number) =>
    imports.push({ target: resolve(path, specifier), isTypeOnly, line: lineOf(start) });
  const addUse = (name: string, start: number) => globalUses.push({ name, line: lineOf(start) });

  new Visitor({
    ImportDeclaration: ({ source, importKind, start }) => {
      addImport(source.value, importKind === 'type', start);
    },
    ExportNamedDeclaration: ({ source, exportKind, start }) => {
      if (source) addImport(source.value, exportKind === 'type', start);
    },
    ExportAllDeclaration: ({ source, exportKind, start }) => {
      addImport(source.value, exportKind === 'type', start);
    },
    ImportExpression: ({ source, start }) => {
      if (source.type === 'Literal' && typeof source.value === 'string')
        addImport(source.value, false, start);
    },
    TSImportType: ({ source, start }) => {
      addImport(source.value, true, start);
    },
    MemberExpression: (node) => {
      const object = globalName(node.object);
      if (object === null || !WATCHED_OBJECTS.has(object)) return;
      if (!node.computed && node.property.type === 'Identifier')
        addUse(`${object}.${node.property.name}`, node.start);
      else addUse(`${object}[...]`, node.start);
    },
    VariableDeclarator: ({ id, init, start }) => {
      const object = init && globalName(init);
      if (!object || !WATCHED_OBJECTS.has(object)) return;
      if (id.type !== 'ObjectPattern') return addUse(`${object}[...]`, start);
      for (const property of id.properties)
        if (property.type === 'Property' && property.key.type === 'Identifier')
          addUse(`${object}.${property.key.name}`, start);
    },
    NewExpression: ({ callee, arguments: args, start }) => {
      if (globalName(callee) === 'Date' && args.length === 0) addUse('new Date()', start);
    },
    CallExpression: ({ callee, start }) => {
      const name = globalName(callee);
      if (name !== null && WATCHED_FUNCTIONS.has(name)) addUse(name, start);
    },
  }).visit(program);
  return { path, text, imports, globalUses };
}

type Node = { type: string; name?: unknown; object?: unknown; property?: unknown };

/** "process" for `process` and for `globalThis.process`; null for anything that is not a plain name. */
function globalName(node: Node): string | null {
  if (node.type === 'Identifier') return String(node.name);
  if (node.type !== 'MemberExpression') return null;
  const object = node.object as Node;
  const property = node.property as Node;
  return object.name === 'globalThis' && property.type === 'Identifier' ? String(property.name) : null;
}

function resolve(importer: string, specifier: string): string {
  return specifier.startsWith('.') ? posix.join(posix.dirname(importer), specifier) : specifier;
}

function lineCounter(text: string): (offset: number) => number {
  return (offset) => text.slice(0, offset).split('\n').length;
}
