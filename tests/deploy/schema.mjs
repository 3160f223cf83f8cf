// Kubernetes' own types over rendered manifests. kubernetes-models carries validators, which let unknown keys pass, and
// TypeScript declarations, in which an unknown key of a literal is an error: so each document becomes a literal of its type.
import fs from "node:fs";
import path from "node:path";

const scratchName = "manifests.ts";

/** @returns {string[]} one line per fault */
export async function schemaFaults(documents, modules, require) {
  const ts = require("typescript");
  const faults = [];
  const lines = [];
  const owners = []; // line of the generated source -> document
  for (const [i, document] of documents.entries()) {
    const place = `kubernetes-models/${document.apiVersion}/${document.kind}`.replace(/\/(\w+)\.k8s\.io\//, "/$1.k8s.io/");
    if (!fs.existsSync(path.join(modules, "node_modules", `${place}.d.ts`))) {
      faults.push(`${title(document)}: there is no kind ${document.kind} in ${document.apiVersion}`);
      continue;
    }
    try {
      new (require(place)[document.kind])(document).validate();
    } catch (error) {
      faults.push(`${title(document)}: ${error.message}`);
    }
    const source = [
      `import type { I${document.kind} as T${i} } from ${JSON.stringify(place)};`,
      ...`export const d${i}: T${i} = ${JSON.stringify(document, null, 1)};`.split("\n"),
    ];
    for (const line of source) {
      lines.push(line);
      owners.push(document);
    }
  }
  return [...new Set([...faults, ...compile(ts, modules, lines, owners)])];
}

function compile(ts, modules, lines, owners) {
  const file = path.join(modules, scratchName);
  const settings = {
    strict: true, noEmit: true, skipLibCheck: true, types: [], lib: ["lib.es2020.d.ts"], target: ts.ScriptTarget.ES2020,
    module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10,
  };
  const host = ts.createCompilerHost(settings);
  const { getSourceFile, fileExists, readFile } = host;
  const text = lines.join("\n");
  host.getSourceFile = (name, version, ...rest) =>
    name === file ? ts.createSourceFile(name, text, version) : getSourceFile.call(host, name, version, ...rest);
  host.fileExists = (name) => name === file || fileExists.call(host, name);
  host.readFile = (name) => (name === file ? text : readFile.call(host, name));
  const program = ts.createProgram([file], settings, host);
  return ts.getPreEmitDiagnostics(program).map((fault) => {
    const message = ts.flattenDiagnosticMessageText(fault.messageText, " ");
    if (fault.file?.fileName !== file) return `the checker itself: ${message}`;
    const { line } = fault.file.getLineAndCharacterOfPosition(fault.start);
    return `${title(owners[line])}: ${lines[line].trim()} ${message}`;
  });
}

export const title = (document) => `${document.kind}/${document.metadata?.name}`;
