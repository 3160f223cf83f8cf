// compose.yaml: known keys only, everything named exists, every service hardened, every option of the program known.
import { isPinned } from "./manifests.mjs";
import { readOptions, trustFaults } from "./options.mjs";

const topKeys = ["name", "services", "networks", "volumes", "secrets"];
const serviceKeys = ["restart", "read_only", "cap_drop", "security_opt", "stop_grace_period", "logging", "image", "user", "tmpfs", "entrypoint", "command",
  "environment", "volumes", "secrets", "networks", "ports", "depends_on", "healthcheck", "deploy", "profiles"];
const nestedKeys = {
  healthcheck: ["test", "interval", "timeout", "retries", "start_period"],
  logging: ["driver", "options"],
  deploy: ["replicas", "resources"],
};

/** @returns {string[]} one line per fault */
export function composeFaults(file) {
  const faults = unknown(file, topKeys, "compose.yaml");
  for (const [name, secret] of Object.entries(file.secrets ?? {})) {
    if (Object.keys(secret).join() !== "file" || !secret.file.startsWith("./secrets/")) faults.push(`secret ${name} comes from no file of ./secrets`);
  }
  for (const [name, service] of Object.entries(file.services)) {
    faults.push(...serviceFaults(service, file).map((text) => `${name}: ${text}`));
  }
  return faults;
}

function serviceFaults(service, file) {
  const faults = unknown(service, serviceKeys, "a service");
  for (const [part, keys] of Object.entries(nestedKeys)) faults.push(...unknown(service[part] ?? {}, keys, part));
  const expect = (holds, text) => holds || faults.push(text);
  const image = service.image.replace(/^\$\{\w+:-(.*)\}$/, "$1");
  expect(isPinned(image), `its image is not pinned: ${image}`);
  expect(service.read_only === true, "may write to its root file system");
  expect(/^[1-9]\d*:[1-9]\d*$/.test(service.user ?? ""), "may run as root");
  expect(service.cap_drop?.includes("ALL"), "keeps capabilities");
  expect(service.security_opt?.includes("no-new-privileges:true"), "may gain privileges");
  expect(service.healthcheck?.test?.[0] === "CMD", "has no health check");
  const limits = service.deploy?.resources?.limits ?? {};
  expect(["cpus", "memory", "pids"].every((limit) => limits[limit]), "has no limits of cpus, memory and pids");
  expect(Number.parseInt(service.stop_grace_period, 10) >= 15, "has less than 15 s to end");

  for (const secret of service.secrets ?? []) expect(file.secrets?.[secret], `there is no secret ${secret}`);
  for (const network of service.networks ?? []) expect(network in (file.networks ?? {}), `there is no network ${network}`);
  for (const other of Object.keys(service.depends_on ?? {})) expect(file.services[other], `there is no service ${other}`);
  for (const volume of service.volumes ?? []) {
    const [source] = volume.split(":");
    expect(source.startsWith("./") ? volume.endsWith(":ro") : source in (file.volumes ?? {}), `volume ${volume} is unknown, or a writable folder of the host`);
  }
  for (const port of service.ports ?? []) expect(port.startsWith("127.0.0.1:"), `port ${port} is open to everybody`);
  if (image.includes("muzero")) faults.push(...programFaults(service));
  return faults;
}

function programFaults(service) {
  const words = service.command.map((word) => word.replace(/\$\{\w+:-(.*?)\}/g, "$1"));
  const { command, given, faults } = readOptions(words, service.environment ?? {});
  faults.push(...trustFaults(command, given, false));
  const places = [
    ...(service.secrets ?? []).map((secret) => `/run/secrets/${secret}`),
    ...(service.volumes ?? []).map((volume) => volume.split(":")[1]),
    ...(service.tmpfs ?? []).map((mount) => mount.split(":")[0]),
  ];
  for (const [name, value] of given) {
    if (value.startsWith("/") && !places.includes(value)) faults.push(`--${name} is ${value}, where nothing is mounted`);
  }
  const [, , port] = service.healthcheck.test;
  if (given.get("http")?.split(":").at(-1) !== port) faults.push(`its health check asks port ${port}, and --http is ${given.get("http")}`);
  return faults;
}

const unknown = (found, known, where) =>
  Object.keys(found).filter((key) => !known.includes(key) && !key.startsWith("x-")).map((key) => `${where} has no key '${key}'`);
