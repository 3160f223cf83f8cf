"""MuZero's network and loss, written from the papers for PyTorch, as an oracle for MuZero.Torch.

  python3 muzero_loss.py --write   rewrites muzero_loss.json
  python3 muzero_loss.py           prints {"worst": largest relative difference between the file and a fresh computation}

Each case holds fixed weights and a fixed batch (from Python's own random generator), and what follows from them: the loss of each
head, the gradient of each parameter, batch norm's statistics after the step, and what inference answers with the original weights.
"""
import json
import math
import os
import random
import sys

import torch
import torch.nn.functional as F

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "muzero_loss.json")
EPSILON = 0.001

CASES = [
    dict(name="mlp_categorical", kind="Mlp", planes=5, height=1, width=1, actions=3, latent=6, hidden=7, channels=1, blocks=0,
         head_channels=1, bins=7, k=3, batch=4, value_weight=0.25),
    dict(name="residual_scalar", kind="Residual", planes=2, height=3, width=3, actions=9, latent=1, hidden=5, channels=4, blocks=1,
         head_channels=2, bins=1, k=2, batch=4, value_weight=1.0),
    dict(name="residual_categorical", kind="Residual", planes=1, height=2, width=3, actions=4, latent=1, hidden=5, channels=3, blocks=2,
         head_channels=2, bins=5, k=2, batch=3, value_weight=0.5),
]


def shapes(case):
    """Every weight's name and shape."""
    out = {}

    def linear(name, inputs, outputs):
        out[name + ".weight"] = [outputs, inputs]
        out[name + ".bias"] = [outputs]

    def convolution(name, inputs, outputs, size):
        out[name + ".convolution.weight"] = [outputs, inputs, size, size]
        for part in ("weight", "bias", "running_mean", "running_var"):
            out[f"{name}.norm.{part}"] = [outputs]
        out[name + ".norm.num_batches_tracked"] = []

    residual = case["kind"] == "Residual"
    points = case["height"] * case["width"]
    action_planes = 1 if residual and case["actions"] == points else case["actions"]
    inside = case["channels"] if residual else case["latent"]
    for name, inputs in (("representation", case["planes"]), ("dynamics", inside + action_planes)):
        if residual:
            convolution(name + ".stem", inputs, case["channels"], 3)
            for block in range(1, case["blocks"] + 1):
                for part in ("first", "second"):
                    convolution(f"{name}.block{block}.{part}", case["channels"], case["channels"], 3)
        else:
            linear(name + ".linear1", inputs, case["hidden"])
            linear(name + ".linear2", case["hidden"], case["latent"])
    for name, outputs in (("reward", case["bins"]), ("policy", case["actions"]), ("value", case["bins"])):
        if residual:
            convolution(name + ".squeeze", case["channels"], case["head_channels"], 1)
            linear(name + ".perceptron.linear1", case["head_channels"] * points, case["hidden"])
            linear(name + ".perceptron.linear2", case["hidden"], outputs)
        else:
            linear(name + ".linear1", case["latent"], case["hidden"])
            linear(name + ".linear2", case["hidden"], outputs)
    return out


def make_weights(case, rng):
    weights = {}
    for name, shape in shapes(case).items():
        count = math.prod(shape)
        if name.endswith("num_batches_tracked"):
            weights[name] = [0]
        elif name.endswith("running_var"):
            weights[name] = [rng.uniform(0.5, 1.5) for _ in range(count)]
        elif name.endswith("norm.weight"):
            weights[name] = [rng.uniform(0.7, 1.3) for _ in range(count)]
        else:
            weights[name] = [rng.uniform(-0.6, 0.6) for _ in range(count)]
    return weights


def make_batch(case, rng):
    size, k, actions = case["batch"], case["k"], case["actions"]
    length = case["planes"] * case["height"] * case["width"]
    reach = 1.0 if case["bins"] == 1 else 6.0
    steps = k + 1

    def policy():
        raw = [rng.random() for _ in range(actions)]
        return [x / sum(raw) for x in raw]

    batch = dict(
        observations=[rng.uniform(-1, 1) for _ in range(size * length)],
        actions=[rng.randrange(actions) for _ in range(size * k)],
        values=[rng.uniform(-reach, reach) for _ in range(size * steps)],
        value_mask=[1.0] * (size * steps),
        rewards=[rng.uniform(-reach, reach) for _ in range(size * steps)],
        reward_mask=[0.0 if i % steps == 0 else 1.0 for i in range(size * steps)],
        policies=[p for _ in range(size * steps) for p in policy()],
        policy_mask=[1.0] * (size * steps),
        weights=[rng.uniform(0.2, 1.0) for _ in range(size)])
    # The last row ends one step before the unroll does, the first is cut there.
    batch["policy_mask"][-1] = 0.0
    batch["value_mask"][k] = batch["reward_mask"][k] = batch["policy_mask"][k] = 0.0
    return batch


def transform(x):
    return math.copysign(math.sqrt(abs(x) + 1) - 1, x) + EPSILON * x


def inverse(y):
    root = (math.sqrt(1 + 4 * EPSILON * (abs(y) + 1 + EPSILON)) - 1) / (2 * EPSILON)
    return math.copysign(root * root - 1, y)


def two_hot(x, bins):
    n = (bins - 1) // 2
    y = min(max(transform(x), -n), n)
    low = math.floor(y)
    out = [0.0] * bins
    out[low + n] = 1 - (y - low)
    if y > low:
        out[low + n + 1] = y - low
    return out


class Network:
    def __init__(self, case, weights, training):
        self.case, self.training = case, training
        self.w = {}
        for name, shape in shapes(case).items():
            tensor = torch.tensor(weights[name], dtype=torch.float32).reshape(shape) if not name.endswith("tracked") else torch.tensor(0)
            self.w[name] = tensor
            if "running" not in name and "tracked" not in name:
                tensor.requires_grad_(True)

    def linear(self, name, x):
        return F.linear(x, self.w[name + ".weight"], self.w[name + ".bias"])

    def convolution(self, name, x):
        kernel = self.w[name + ".convolution.weight"]
        x = F.conv2d(x, kernel, padding=kernel.shape[-1] // 2)
        norm = name + ".norm."
        return F.batch_norm(x, self.w[norm + "running_mean"], self.w[norm + "running_var"], self.w[norm + "weight"],
                            self.w[norm + "bias"], training=self.training, momentum=0.1, eps=1e-5)

    def body(self, name, x):
        if self.case["kind"] == "Residual":
            x = F.relu(self.convolution(name + ".stem", x))
            for block in range(1, self.case["blocks"] + 1):
                y = F.relu(self.convolution(f"{name}.block{block}.first", x))
                x = F.relu(x + self.convolution(f"{name}.block{block}.second", y))
            flat = x.reshape(x.shape[0], x.shape[1], -1)
        else:
            x = self.linear(name + ".linear2", F.relu(self.linear(name + ".linear1", x)))
            flat = x
        low = flat.min(-1, keepdim=True).values
        spread = (flat.max(-1, keepdim=True).values - low).clamp(min=1e-5)
        return ((flat - low) / spread).reshape(x.shape)

    def head(self, name, x):
        if self.case["kind"] == "Residual":
            x = F.relu(self.convolution(name + ".squeeze", x)).reshape(x.shape[0], -1)
            name += ".perceptron"
        return self.linear(name + ".linear2", F.relu(self.linear(name + ".linear1", x)))

    def represent(self, observation):
        return self.body("representation", observation)

    def advance(self, latent, actions):
        case = self.case
        if case["kind"] == "Mlp":
            planes = F.one_hot(actions, case["actions"]).float()
        elif case["actions"] == case["height"] * case["width"]:
            planes = F.one_hot(actions, case["actions"]).float().reshape(-1, 1, case["height"], case["width"])
        else:
            planes = F.one_hot(actions, case["actions"]).float()[:, :, None, None].expand(-1, -1, case["height"], case["width"])
        return self.body("dynamics", torch.cat([latent, planes], 1))


def observations(case, batch):
    x = torch.tensor(batch["observations"])
    if case["kind"] == "Mlp":
        return x.reshape(case["batch"], -1)
    return x.reshape(case["batch"], case["planes"], case["height"], case["width"])


def train(case, weights, batch):
    net = Network(case, weights, training=True)
    size, k = case["batch"], case["k"]

    def at(name, step):
        return torch.tensor(batch[name]).reshape(size, k + 1, -1)[:, step].squeeze(-1)

    def cross_entropy(logits, target):
        return -(target * torch.log_softmax(logits, -1)).sum(-1)

    def distance(output, targets):
        if case["bins"] == 1:
            return (torch.tanh(output[:, 0]) - targets) ** 2
        return cross_entropy(output, torch.tensor([two_hot(x, case["bins"]) for x in targets.tolist()]))

    weight = torch.tensor(batch["weights"])
    latents = [net.represent(observations(case, batch))]
    for step in range(1, k + 1):
        actions = torch.tensor(batch["actions"]).reshape(size, k)[:, step - 1]
        latents.append(net.advance(0.5 * latents[-1] + 0.5 * latents[-1].detach(), actions))
    # A head sees the whole unroll at once, so its batch norm has one set of statistics for it.
    policies = net.head("policy", torch.cat(latents)).split(size)
    values = net.head("value", torch.cat(latents)).split(size)
    rewards = net.head("reward", torch.cat(latents[1:])).split(size)
    losses = dict(policy=0.0, value=0.0, reward=0.0)
    for step in range(k + 1):
        scale = 1.0 if step == 0 else 1.0 / k
        if step > 0:
            losses["reward"] = losses["reward"] + scale * distance(rewards[step - 1], at("rewards", step)) * at("reward_mask", step)
        losses["policy"] = losses["policy"] + scale * cross_entropy(policies[step], at("policies", step)) * at("policy_mask", step)
        losses["value"] = losses["value"] + scale * distance(values[step], at("values", step)) * at("value_mask", step)
    means = {name: (loss * weight).mean() for name, loss in losses.items()}
    total = means["policy"] + case["value_weight"] * means["value"] + means["reward"]
    total.backward()
    return dict(
        losses=dict({name: mean.item() for name, mean in means.items()}, total=total.item()),
        gradients={name: t.grad.flatten().tolist() for name, t in net.w.items() if t.requires_grad},
        buffers={name: t.flatten().tolist() for name, t in net.w.items() if "running" in name})


def infer(case, weights, batch):
    net = Network(case, weights, training=False)

    def scalar(output):
        if case["bins"] == 1:
            return torch.tanh(output[:, 0]).tolist()
        n = (case["bins"] - 1) // 2
        bins = torch.arange(-n, n + 1, dtype=torch.float64)
        return [inverse(y) for y in (torch.softmax(output.double(), -1) * bins).sum(-1).tolist()]

    with torch.no_grad():
        root = net.represent(observations(case, batch))
        actions = torch.tensor(batch["actions"]).reshape(case["batch"], case["k"])[:, 0]
        leaf = net.advance(root, actions)
        return dict(
            root_policy=net.head("policy", root).flatten().tolist(), root_value=scalar(net.head("value", root)),
            leaf_policy=net.head("policy", leaf).flatten().tolist(), leaf_value=scalar(net.head("value", leaf)),
            leaf_reward=scalar(net.head("reward", leaf)))


def compute(case, weights, batch):
    return dict(train=train(case, weights, batch), inference=infer(case, weights, batch))


def write():
    cases = []
    for index, case in enumerate(CASES):
        rng = random.Random(index + 1)
        weights, batch = make_weights(case, rng), make_batch(case, rng)
        cases.append(dict(case=case, shapes=shapes(case), weights=weights, batch=batch, expected=compute(case, weights, batch)))
    with open(FILE, "w") as file:
        json.dump(cases, file)
        file.write("\n")


def difference(left, right):
    if isinstance(left, dict):
        return max((difference(left[key], right[key]) for key in left), default=0.0)
    if isinstance(left, list):
        scale = max((abs(x) for x in right), default=0.0) or 1.0
        return max((abs(a - b) / scale for a, b in zip(left, right, strict=True)), default=0.0)
    return abs(left - right) / max(abs(right), 1e-6)


def check():
    with open(FILE) as file:
        cases = json.load(file)
    assert [case["case"] for case in cases] == CASES
    return max(difference(compute(c["case"], c["weights"], c["batch"]), c["expected"]) for c in cases)


if __name__ == "__main__":
    torch.manual_seed(0)
    if sys.argv[1:] == ["--write"]:
        write()
    print(json.dumps(dict(worst=check())))
