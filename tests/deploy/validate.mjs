// node validate.mjs manifests FILE [--plain] [--real-secrets]   rendered Kubernetes manifests
// node validate.mjs compose FILE
// Prints a line per fault; ends with 1 where there is one. MODULES is the folder with node_modules.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { composeFaults } from "./compose.mjs";
import { manifestFaults } from "./manifests.mjs";
import { schemaFaults } from "./schema.mjs";

const [kind, file, ...flags] = process.argv.slice(2);
const modules = path.resolve(process.env.MODULES);
const require = createRequire(path.join(modules, "package.json"));
const parsed = require("yaml").parseAllDocuments(fs.readFileSync(file, "utf8"), { merge: true, strict: true, uniqueKeys: true });
const faults = parsed.flatMap((document) => document.errors.map((error) => error.message));
const documents = parsed.map((document) => document.toJS()).filter(Boolean);
for (const { kind, data } of documents) {
  // Kubernetes reads base64 over several lines, as kubectl writes it.
  if (kind === "Secret") for (const key of Object.keys(data ?? {})) data[key] = data[key].replace(/\s/g, "");
}
if (documents.length === 0) faults.push("there is nothing in it");

if (faults.length === 0 && kind === "compose") {
  faults.push(...composeFaults(documents[0]));
} else if (faults.length === 0) {
  faults.push(...(await schemaFaults(documents, modules, require)));
  faults.push(...manifestFaults(documents, { plain: flags.includes("--plain"), realSecrets: flags.includes("--real-secrets") }));
}
for (const fault of faults) console.log(`${path.basename(file)}: ${fault}`);
process.exitCode = faults.length === 0 ? 0 : 1;
