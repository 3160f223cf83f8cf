"""Episodes and random play of MinAtar's own package, for MinAtarOracleTests and MinAtarRandomPlayTests:
python3 tests/oracle/minatar_play.py > tests/oracle/minatar.json

Needs numpy and the package MinAtar (pip install MinAtar==1.0.15). The stored file was recorded without pip, with a transcription of the
files of its repository: environment.py of commit abe7d47, asterix, seaquest and space_invaders of 6fbf090, breakout and freeway of ef52ed0
(Seaquest's oxygen is that of 1.0.11 and later).

Actions are positions in a game's minimal action set. An episode has, per frame, one character of each of "actions" (chosen), "played"
(after the sticky action), "rewards" (hexadecimal) and four of "checks" (the observation, see check). "dice" lists [frame, outcome...] for
the frames with dice, numbered as in our games; -1 is an enemy that was blocked. "start" has the outcomes that set the first screen.
"random" has, for uniformly random play over the minimal set and over all six actions, [episodes, mean return, its standard error, mean
frames, their standard error]."""
import copy
import json
import sys

import numpy as np
from minatar import Environment

LIMIT = 5000
GAMES = ["asterix", "breakout", "freeway", "seaquest", "space_invaders"]


def make(game, seed):
    environment = Environment(game)
    environment.seed(seed)
    environment.reset()
    environment.last_action = 0  # the package keeps it from the episode before; ours begins anew
    return environment


def check(environment):
    """The upper 16 bits of FNV-1a over the indices of the observation's ones, channel by channel, row by row."""
    number = 2166136261
    for index in np.flatnonzero(environment.state().transpose(2, 0, 1)):
        number = ((number ^ int(index)) * 16777619) & 0xFFFFFFFF
    return f"{number >> 16:04x}"


def cars(rules):
    return [(abs(int(speed)) - 1) * 2 + (0 if speed > 0 else 1) for _, _, _, speed in rules.cars]


class Recorder:
    """Writes down what happens inside the package's rules: the move that is played and what appears."""

    def __init__(self, environment):
        self.rules = environment.env
        self.played = []
        self.dice = []
        self.frame = []
        self.wrap("act", self.acting)
        rolls = {"_spawn_entity": self.traveller, "_spawn_enemy": self.enemy, "_spawn_diver": self.diver, "_randomize_cars": self.drive}
        for name, how in rolls.items():
            if hasattr(self.rules, name):
                self.wrap(name, how)

    def wrap(self, name, how):
        original = getattr(self.rules, name)
        setattr(self.rules, name, lambda *arguments, **named: how(original, *arguments, **named))

    def acting(self, original, action):
        self.frame = []
        result = original(action)
        self.played.append(action)
        if self.frame:
            self.dice.append([len(self.played) - 1] + self.frame)
        return result

    def traveller(self, original):
        before = list(self.rules.entities)
        original()
        for lane, (old, new) in enumerate(zip(before, self.rules.entities)):
            if old is None and new is not None:
                self.frame.append(lane * 4 + int(new[2]) * 2 + int(new[3]))

    def enemy(self, original):
        fish, submarines = len(self.rules.e_fish), len(self.rules.e_subs)
        original()
        if len(self.rules.e_fish) > fish:
            self.frame.append((int(self.rules.e_fish[-1][1]) - 1) * 4 + int(self.rules.e_fish[-1][2]) * 2)
        elif len(self.rules.e_subs) > submarines:
            self.frame.append((int(self.rules.e_subs[-1][1]) - 1) * 4 + int(self.rules.e_subs[-1][2]) * 2 + 1)
        else:
            self.frame.append(-1)

    def diver(self, original):
        original()
        self.frame.append((int(self.rules.divers[-1][1]) - 1) * 2 + int(self.rules.divers[-1][2]))

    def drive(self, original, initialize=False):
        original(initialize=initialize)
        self.frame += cars(self.rules)


# Policies: the moves to try, best first, as letters of the package.

def at_random(rules, random):
    return list(random.permutation(list("nlurdf")))


def towards(rules, random, column, row, x, y):
    moves = []
    if x != column:
        moves.append("l" if column < x else "r")
    if y != row:
        moves.append("u" if row < y else "d")
    random.shuffle(moves)
    return moves + at_random(rules, random)


def gold_digger(rules, random):
    gold = [e for e in rules.entities if e is not None and e[3]]
    if not gold or random.rand() < 0.1:
        return at_random(rules, random)
    nearest = min(gold, key=lambda e: abs(e[0] - rules.player_x) + abs(e[1] - rules.player_y))
    return towards(rules, random, nearest[0], nearest[1], rules.player_x, rules.player_y)


def follower(rules, random):
    ahead = min(max(rules.ball_x + (1 if rules.ball_dir in (1, 2) else -1), 0), 9)
    column = ahead if random.rand() < 0.6 else rules.ball_x
    return towards(rules, random, column, 0, rules.pos, 0) if column != rules.pos else ["n"] + at_random(rules, random)


def crosser(rules, random):
    return list("u") if random.rand() < 0.9 else at_random(rules, random)


def gunner(rules, random):
    above = [column for column in range(10) if rules.alien_map[:, column].any()]
    nearest = min(above, key=lambda column: abs(column - rules.pos))
    if rules.shot_timer == 0 and (nearest == rules.pos or random.rand() < 0.3):
        return ["f"] + at_random(rules, random)
    return towards(rules, random, nearest, 9, rules.pos, 9)


def rescuer(rules, random):
    low = rules.oxygen < 30 + 2 * rules.sub_y
    if (rules.diver_count >= 6 or low) and rules.diver_count != 0:
        return ["u"] + at_random(rules, random)
    if random.rand() < 0.3 and rules.shot_timer == 0:
        return ["f"] + at_random(rules, random)
    if rules.divers and rules.diver_count < 6:
        nearest = min(rules.divers, key=lambda d: abs(d[0] - rules.sub_x) + abs(d[1] - rules.sub_y))
        return towards(rules, random, nearest[0], nearest[1], rules.sub_x, rules.sub_y)
    return ["d", "f"] + at_random(rules, random)


def survives(environment, action, policy, random, depth):
    """Looks ahead in copies with the same dice: careful play reaches what random play does not."""
    for _ in range(8):
        ahead = copy.deepcopy(environment)
        _, over = ahead.act(action)
        for _ in range(depth - 1):
            if not over:
                _, over = ahead.act(ahead.env.action_map.index(policy(ahead.env, random)[0]))
        if not over:
            return True
    return False


def play(game, seed, policy, depth, frames):
    environment = make(game, seed)
    rules = environment.env
    moves = environment.minimal_action_set()
    random, ahead = np.random.RandomState(seed + 1000), np.random.RandomState(seed + 2000)
    start = [0 if rules.ball_x == 0 else 1] if game == "breakout" else cars(rules) if game == "freeway" else []
    plain = copy.deepcopy(environment)  # for looking ahead, without the recorder
    recorder = Recorder(environment)
    chosen, rewards, checks, over = [], [], [check(environment)], False
    while not over and len(chosen) < frames:
        wished = [rules.action_map.index(letter) for letter in policy(plain.env, random)]
        wished = [move for move in wished if move in moves] or [0]
        action = next((move for move in wished if depth == 0 or survives(plain, move, policy, ahead, depth)), wished[0])
        reward, over = environment.act(action)
        plain.act(action)
        chosen.append(moves.index(action))
        rewards.append(f"{int(reward):x}")
        checks.append(check(environment))
    note(game, seed, policy, plain.env, chosen, rewards)
    return {
        "game": game,
        "start": start,
        "actions": "".join(map(str, chosen)),
        "played": "".join(str(moves.index(move)) for move in recorder.played),
        "dice": recorder.dice,
        "rewards": "".join(rewards),
        "checks": "".join(checks),
        "over": bool(over),
    }


def note(game, seed, policy, rules, chosen, rewards):
    names = ("spawn_speed", "move_speed", "e_spawn_speed", "enemy_move_interval", "diver_count")
    ramp = {name: getattr(rules, name) for name in names if hasattr(rules, name)}
    score = sum(int(reward, 16) for reward in rewards)
    print(f"{game} {seed} {policy.__name__}: {len(chosen)} frames, score {score}, rewards up to {max(rewards)}, {ramp}", file=sys.stderr)


def random_play(game, episodes, minimal):
    random = np.random.RandomState(7)
    returns, lengths = [], []
    for episode in range(episodes):
        environment = make(game, 1_000_000 + episode)
        moves = environment.minimal_action_set() if minimal else list(range(6))
        total, length, over = 0, 0, False
        while not over and length < LIMIT:
            reward, over = environment.act(moves[random.randint(len(moves))])
            total += int(reward)
            length += 1
        returns.append(total)
        lengths.append(length)
    error = np.sqrt(episodes)
    figures = [episodes, np.mean(returns), np.std(returns, ddof=1) / error, np.mean(lengths), np.std(lengths, ddof=1) / error]
    print(f"{game}, {'minimal' if minimal else 'six'}: {figures}", file=sys.stderr)
    return [round(float(figure), 5) for figure in figures]


SKILLED = {
    "asterix": (gold_digger, 4), "breakout": (follower, 18), "freeway": (crosser, 0), "seaquest": (rescuer, 6),
    "space_invaders": (gunner, 14)}
EPISODES = [play(game, seed, at_random, 0, 300) for game in GAMES for seed in (1, 2, 3)] + [
    play(game, seed, SKILLED[game][0], SKILLED[game][1], frames)
    for game, seed, frames in [
        ("asterix", 1, 1800), ("asterix", 2, 800), ("breakout", 1, 1500), ("breakout", 2, 1500), ("freeway", 1, LIMIT),
        ("seaquest", 1, 1500), ("seaquest", 2, 1500), ("seaquest", 3, 1500), ("space_invaders", 1, 1500), ("space_invaders", 2, 1500)]]
RANDOM = {
    game: {name: random_play(game, 1000 if game == "freeway" else 10000, name == "minimal") for name in ("minimal", "six")}
    for game in GAMES}
print("{\"episodes\": [\n" + ",\n".join(json.dumps(episode) for episode in EPISODES) + "],\n\"random\": " + json.dumps(RANDOM) + "}")
