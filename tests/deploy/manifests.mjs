// What the farm promises of every manifest, beyond Kubernetes' own schema.
import { readOptions, trustFaults } from "./options.mjs";
import { title } from "./schema.mjs";

const clusterWide = new Set(["Namespace", "PriorityClass"]);
const namespace = "muzero";

/** @returns {string[]} one line per fault */
export function manifestFaults(documents, { plain, realSecrets }) {
  const faults = [];
  const say = (document, text) => faults.push(`${title(document)}: ${text}`);
  const ofKind = (...kinds) => documents.filter((document) => kinds.includes(document.kind));
  const find = (kind, name) => documents.find((document) => document.kind === kind && document.metadata.name === name);
  const workloads = ofKind("Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob");

  for (const document of documents) {
    const place = document.metadata.namespace;
    if (place !== (clusterWide.has(document.kind) ? undefined : namespace)) say(document, `is in namespace ${place}`);
  }
  for (const workload of workloads) {
    workloadFaults(workload, find, plain).forEach((text) => say(workload, text));
  }
  for (const service of ofKind("Service")) {
    const pods = workloads.filter((workload) => matches(service.spec.selector, labels(workload)));
    if (pods.length !== 1) say(service, `selects ${pods.length} workloads`);
    for (const port of service.spec.ports) {
      if (!pods[0] || !ports(pods[0]).some((open) => open.name === port.targetPort && open.containerPort === port.port)) {
        say(service, `no container opens ${port.targetPort} at ${port.port}`);
      }
    }
  }
  for (const budget of ofKind("PodDisruptionBudget")) {
    if (!workloads.some((workload) => matches(budget.spec.selector.matchLabels, labels(workload)))) say(budget, "selects nothing");
  }
  for (const scaler of ofKind("HorizontalPodAutoscaler")) {
    const target = find(scaler.spec.scaleTargetRef.kind, scaler.spec.scaleTargetRef.name);
    if (!target) say(scaler, "scales nothing");
    else if (target.spec.replicas !== undefined) say(target, "sets replicas, which an autoscaler owns");
  }
  // A Job's pods may go at any time: their work is given to others.
  for (const workload of workloads.filter(({ kind }) => kind !== "Job")) {
    if (!ofKind("PodDisruptionBudget").some((budget) => matches(budget.spec.selector.matchLabels, labels(workload)))) {
      say(workload, "has no disruption budget");
    }
  }
  for (const secret of ofKind("Secret")) {
    for (const [key, value] of Object.entries(secret.data ?? {})) {
      const example = Buffer.from(value, "base64").toString().startsWith("example-only");
      if (example === realSecrets) say(secret, realSecrets ? `${key} is still the example` : `${key} is no example: a real secret?`);
    }
  }
  return [...faults, ...networkFaults(ofKind("NetworkPolicy"), workloads, dials(workloads, ofKind("Service"), find))];
}

function workloadFaults(workload, find, plain) {
  const faults = [];
  const pod = workload.spec.template.spec;
  const expect = (holds, text) => holds || faults.push(text);
  for (const label of ["name", "component", "part-of"]) {
    expect(labels(workload)[`app.kubernetes.io/${label}`], `lacks the label app.kubernetes.io/${label}`);
  }
  const isJob = workload.kind === "Job"; // selects its pods by itself, serves nothing, and is restarted when it ends
  expect(isJob || matches(workload.spec.selector.matchLabels, labels(workload)), "does not select its own pods");
  expect(!isJob || ["OnFailure", "Never"].includes(pod.restartPolicy), "has a Job's pods restart for ever");
  expect(pod.automountServiceAccountToken === false, "mounts a service account's token");
  expect(pod.enableServiceLinks === false, "gets services as MUZERO_ variables (enableServiceLinks)");
  expect(pod.securityContext?.runAsNonRoot === true && pod.securityContext.runAsUser > 0, "may run as root");
  expect(pod.securityContext?.seccompProfile?.type === "RuntimeDefault", "has no seccomp profile");
  expect(!pod.hostNetwork && !pod.hostPID && !pod.hostIPC, "shares the host's namespaces");
  expect(pod.terminationGracePeriodSeconds >= 15 && pod.terminationGracePeriodSeconds <= 30, "gives no 15 to 30 s to end");

  for (const volume of pod.volumes ?? []) {
    expect(!volume.hostPath, `mounts the host's ${volume.hostPath?.path}`);
    expect(!volume.emptyDir || volume.emptyDir.sizeLimit, `volume ${volume.name} has no size limit`);
    expect(!volume.configMap || find("ConfigMap", volume.configMap.name), `there is no ConfigMap ${volume.configMap?.name}`);
    expect(!volume.secret || find("Secret", volume.secret.secretName), `there is no Secret ${volume.secret?.secretName}`);
  }
  const volumes = [...(pod.volumes ?? []), ...(workload.spec.volumeClaimTemplates ?? []).map((claim) => claim.metadata)].map(({ name }) => name);
  for (const container of [...(pod.initContainers ?? []), ...pod.containers]) {
    expect(container.securityContext?.readOnlyRootFilesystem === true, `${container.name} may write to its root file system`);
    expect(container.securityContext?.allowPrivilegeEscalation === false, `${container.name} may gain privileges`);
    expect(!container.securityContext?.privileged && !container.securityContext?.capabilities?.add, `${container.name} has privileges`);
    expect(container.securityContext?.capabilities?.drop?.includes("ALL"), `${container.name} keeps capabilities`);
    expect(isPinned(container.image), `${container.name}'s image is not pinned: ${container.image}`);
    for (const kind of ["requests", "limits"]) {
      for (const resource of ["cpu", "memory"]) {
        expect(container.resources?.[kind]?.[resource], `${container.name} has no ${resource} among its ${kind}`);
      }
    }
    for (const probe of ["startupProbe", "livenessProbe", "readinessProbe"]) {
      expect(isJob || container[probe], `${container.name} has no ${probe}`);
      const port = container[probe]?.httpGet?.port ?? container[probe]?.tcpSocket?.port;
      expect(!port || container.ports.some(({ name }) => name === port), `${container.name}'s ${probe} asks port ${port}`);
    }
    for (const mount of container.volumeMounts ?? []) {
      expect(volumes.includes(mount.name), `${container.name} mounts ${mount.name}, which is no volume`);
    }
    if (/muzero/.test(container.image)) faults.push(...programFaults(container, find, plain));
  }
  return faults;
}

/** The command line of a container, with its configuration maps and variables, as the program would read it. */
function programOptions(container, find) {
  const environment = {};
  const faults = [];
  for (const { configMapRef } of container.envFrom ?? []) {
    const map = find("ConfigMap", configMapRef?.name);
    if (!map) faults.push(`there is no ConfigMap ${configMapRef?.name}`);
    Object.assign(environment, map?.data);
  }
  for (const { name, value } of container.env ?? []) environment[name] = value;
  const words = container.args.map((word) => word.replace(/\$\((\w+)\)/g, (whole, name) => environment[name] ?? whole));
  const { command, given, faults: unknown } = readOptions(words, environment);
  return { words, command, given, faults: [...faults, ...unknown] };
}

/** The options that the program would see: do they exist, do they fit the container's ports and mounts? */
function programFaults(container, find, plain) {
  const { words, command, given, faults } = programOptions(container, find);
  faults.push(...trustFaults(command, given, plain));
  if (words.some((word) => word.includes("$("))) faults.push(`an argument is not set: ${words.join(" ")}`);

  for (const name of ["listen", "http"]) {
    const port = Number(given.get(name)?.split(":").at(-1) ?? Number.NaN);
    if (given.has(name) && !container.ports.some(({ containerPort }) => containerPort === port)) faults.push(`--${name} is at ${port}, which is not open`);
  }
  for (const [name, value] of given) {
    if (!value.startsWith("/")) continue;
    const mount = container.volumeMounts.find(({ mountPath }) => value === mountPath || value.startsWith(`${mountPath}/`));
    if (!mount) faults.push(`--${name} is ${value}, where nothing is mounted`);
  }
  return faults;
}

function networkFaults(policies, workloads, arrows) {
  const faults = [];
  const closed = policies.some(({ spec }) =>
    Object.keys(spec.podSelector).length === 0 && !spec.ingress && !spec.egress && spec.policyTypes?.length === 2);
  if (!closed) faults.push("no NetworkPolicy denies everything by default");
  const peers = policies.flatMap((policy) => [...(policy.spec.ingress ?? []), ...(policy.spec.egress ?? [])].flatMap((rule) => rule.from ?? rule.to ?? []));
  for (const selector of [...policies.map(({ spec }) => spec.podSelector), ...peers.filter((peer) => !peer.namespaceSelector).map((peer) => peer.podSelector)]) {
    if (!workloads.some((workload) => matches(selector.matchLabels ?? {}, labels(workload)))) {
      faults.push(`a NetworkPolicy selects nothing: ${JSON.stringify(selector)}`);
    }
  }
  for (const [from, to, port] of arrows) {
    const out = allows(policies, "egress", "to", from, to, port);
    if (!out || !allows(policies, "ingress", "from", to, from, port)) faults.push(`no NetworkPolicy lets ${from} reach ${to} at ${port}`);
  }
  for (const [subject, direction, peer, port] of opened(policies)) {
    const [from, to] = direction === "egress" ? [subject, peer] : [peer, subject];
    if (!arrows.some((arrow) => arrow[0] === from && arrow[1] === to && arrow[2] === port)) {
      faults.push(`a NetworkPolicy lets ${from} reach ${to} at ${port}, which it never dials`);
    }
  }
  return faults;
}

/**
 * Connections that the programs make, from their own options: [from, to, port]. The trainer hands the store's address on to every worker.
 * @returns {[string, string, number][]}
 */
function dials(workloads, services, find) {
  const programs = workloads.flatMap((workload) => workload.spec.template.spec.containers
    .filter((container) => /muzero/.test(container.image))
    .map((container) => ({ name: nameOf(workload), ...programOptions(container, find) })));
  const storage = programs.find(({ command }) => command === "trainer")?.given.get("storage");
  return programs.flatMap(({ name, command, given }) => [given.get("redis"), given.get("trainer"), ["storage", "tune"].includes(command) ? undefined : storage]
    .filter((address) => address !== undefined)
    .map((address) => {
      const [host, port] = address.replace(/^https?:\/\//, "").split(":");
      const service = services.find(({ metadata }) => metadata.name === host);
      const target = service && workloads.find((workload) => matches(service.spec.selector, labels(workload)));
      return [name, target ? nameOf(target) : host, Number(port)];
    }));
}

/** Every [subject, direction, peer, port] that the policies open within the farm. */
function opened(policies) {
  return policies.flatMap(({ spec }) => ["ingress", "egress"].flatMap((direction) => (spec[direction] ?? []).flatMap((rule) =>
    (rule.from ?? rule.to).filter(({ namespaceSelector }) => !namespaceSelector).flatMap(({ podSelector }) =>
      rule.ports.map(({ port }) => [spec.podSelector.matchLabels?.[nameLabel], direction, podSelector.matchLabels?.[nameLabel], port])))));
}

function allows(policies, direction, end, subject, peer, port) {
  return policies.some(({ spec }) => spec.podSelector.matchLabels?.[nameLabel] === subject && (spec[direction] ?? []).some((rule) =>
    rule[end].some(({ podSelector }) => podSelector?.matchLabels?.[nameLabel] === peer) && rule.ports.some((open) => open.port === port)));
}

export function isPinned(image) {
  const tag = /:([^/:]+)$/.exec(image ?? "")?.[1];
  return tag !== undefined && tag !== "latest" && /\d+\.\d+/.test(tag);
}

const nameLabel = "app.kubernetes.io/name";
const nameOf = (workload) => labels(workload)[nameLabel];
const labels = (workload) => workload.spec.template.metadata.labels;
const ports = (workload) => workload.spec.template.spec.containers.flatMap((container) => container.ports ?? []);
const matches = (selector, found) => Object.entries(selector ?? {}).every(([name, value]) => found[name] === value);
