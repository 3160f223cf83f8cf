// The options of the farm's commands, as `muzero COMMAND --help` lists them. Each is --NAME and MUZERO_FARM_NAME.
const server = ["listen", "http", "tls-certificate", "tls-key", "token-dir", "insecure"];

export const options = {
  trainer: [...server, "experiment-name", "local-dir", "redis", "redis-password-file", "redis-timeout", "storage", "seed", "config",
    "weight-window", "heartbeat", "missed-heartbeats", "farewell"],
  selfplay: ["trainer", "redis", "redis-password-file", "redis-timeout", "deadline", "flush", "http", "spool", "spool-mebibytes", "tls-authority", "token-file", "insecure"],
  reanalyse: ["trainer", "redis", "redis-password-file", "redis-timeout", "deadline", "http", "threads", "tls-authority", "token-file", "insecure"],
  storage: [...server, "directory"],
  tune: ["study", "redis", "redis-password-file", "redis-timeout", "local-dir", "game", "max-concurrent", "resources-per-trial", "time-budget"],
};

/** What each command cannot start without, off loopback. */
export const required = {
  trainer: ["redis", "listen", "http", "local-dir"],
  selfplay: ["trainer", "redis", "http", "spool"],
  reanalyse: ["trainer", "redis", "http"],
  storage: ["listen", "http", "directory"],
  tune: ["study", "redis", "local-dir"],
};

/** How many arguments without a name each command takes: a trainer's is its game, that of tune is "worker". */
const positional = { trainer: 1, selfplay: 0, reanalyse: 0, storage: 0, tune: 1 };

/**
 * Reads a container's command and environment as the program would.
 * @returns {{command: string, given: Map<string, string>, faults: string[]}}
 */
export function readOptions(words, environment) {
  const faults = [];
  const [command, ...rest] = words;
  const known = options[command];
  if (!known) {
    return { command, given: new Map(), faults: [`muzero has no command '${command}'`] };
  }

  const given = new Map();
  const loose = [];
  for (const [name, value] of Object.entries(environment)) {
    if (name.startsWith("MUZERO_FARM_")) {
      given.set(name.slice("MUZERO_FARM_".length).toLowerCase().replaceAll("_", "-"), String(value));
    } else if (name.startsWith("MUZERO_")) {
      faults.push(`${name} would be read as a setting of the engine`);
    }
  }
  for (let i = 0; i < rest.length; i++) {
    const option = /^--([^=]+)(?:=(.*))?$/.exec(rest[i]);
    if (!option) {
      loose.push(rest[i]);
    } else {
      given.set(option[1], option[2] ?? (option[1] === "insecure" ? "true" : rest[++i] ?? ""));
    }
  }

  for (const name of given.keys()) {
    if (!known.includes(name)) faults.push(`'muzero ${command}' has no option '${name}'`);
  }
  for (const name of required[command]) {
    if (!given.has(name)) faults.push(`'muzero ${command}' lacks --${name}`);
  }
  if (loose.length !== positional[command]) {
    faults.push(`'muzero ${command}' takes ${positional[command]} argument(s) without a name, not: ${loose.join(" ") || "none"}`);
  }
  return { command, given, faults };
}

/** TLS and tokens, unless the farm is meant to be plain. */
export function trustFaults(command, given, plain) {
  const faults = [];
  const insecure = given.get("insecure") === "true";
  if (insecure !== plain && command !== "tune") {
    faults.push(plain ? `'muzero ${command}' lacks --insecure` : `'muzero ${command}' must not have --insecure here`);
  }
  if (!plain && command !== "tune") {
    const trust = ["selfplay", "reanalyse"].includes(command) ? ["tls-authority", "token-file"] : ["tls-certificate", "tls-key", "token-dir"];
    for (const name of trust) {
      if (!given.has(name)) faults.push(`'muzero ${command}' lacks --${name}`);
    }
  }
  for (const name of ["trainer", "storage"]) {
    const address = given.get(name);
    if (address && !address.startsWith(plain ? "http://" : "https://")) faults.push(`--${name} is ${address}`);
  }
  return faults;
}
