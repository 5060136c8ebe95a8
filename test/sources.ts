import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript';
import { fromRoot } from './root.js';

/** A file of the project, as the tidy test sees it. Paths are from the root, with slashes. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** Files that git tracks or would track. */
export function listFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: fromRoot('.'),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return listed.split('\n').filter((path) => path !== '' && existsSync(fromRoot(path)));
}

export const readSource = (path: string): Source => ({
  path,
  text: readFileSync(fromRoot(path), 'utf8'),
});

export const sizeOf = (path: string): number => statSync(fromRoot(path)).size;

/** An import of another file of the project. */
export interface Import {
  readonly from: string;
  readonly line: number;
  readonly to: string;
  /** Whether it is there for types alone and gone when the program runs. */
  readonly typeOnly: boolean;
}

/** What a file imports, exports from elsewhere, or imports when it runs. */
export function importsOf({ path, text }: Source): Import[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const add = (name: ts.Node, typeOnly: boolean): void => {
    if (!ts.isStringLiteral(name) || !name.text.startsWith('.')) return;
    const line = file.getLineAndCharacterOfPosition(name.getStart()).line + 1;
    const to = posix.join(posix.dirname(path), name.text).replace(/\.js$/, '.ts');
    found.push({ from: path, line, to, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, isTypeOnly(node.importClause));
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
      add(node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      for (const argument of node.arguments) add(argument, false);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  const { name, namedBindings, phaseModifier } = clause;
  if (phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  if (name !== undefined || namedBindings === undefined) return false;
  return (
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.every((element) => element.isTypeOnly)
  );
}
