// The training loop written out: an actor plays, the replay buffer keeps its episodes, the learner learns, new weights go back.
// dotnet run --project samples/LearnerLoop [-- STEPS]
using System.Globalization;
using MuZero.Agents;
using MuZero.Evaluation;
using MuZero.Games.TicTacToe;
using MuZero.Learning;
using MuZero.Learning.Cpu;
using MuZero.Numerics;
using MuZero.Options;
using MuZero.Replay;
using MuZero.SelfPlay;

int steps = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 2000;
TicTacToeGame game = new();
RunOptions options = AgentFamilies.Resolve(ConfigSource.OfGame(game)).Options;

AgentParts parts = AgentParts.Of(game, options);
CpuBackend backend = new();
using ILearner learner = parts.CreateLearner(backend);
using Actor actor = parts.CreateActor(backend, "actor", index: 0);
InMemoryReplay replay = new(options.Replay, game.Spec);
ITargets targets = parts.CreateTargets();
TrainingBatch batch = targets.CreateBatch(options.Training.BatchSize);
ReplaySample[] samples = new ReplaySample[options.Training.BatchSize];
RandomStream random = new(seed: 1);
List<Episode> finished = [];

actor.Load(learner.Snapshot(version: 1));
while (learner.Step < steps)
{
    // The limiter keeps the ratio of samples to positions: it allows a batch, or asks for more episodes.
    if (!replay.TrySample(samples, random))
    {
        actor.PlayMove(finished);
        finished.ForEach(episode => replay.Deliver(episode, CancellationToken.None));
        finished.Clear();
        continue;
    }

    for (int row = 0; row < samples.Length; row++)
    {
        targets.Fill(batch, row, samples[row], random);
    }

    LossReport loss = learner.Learn(batch);
    replay.UpdatePriorities(batch.Keys, batch.Priorities);
    if (learner.Step % options.Training.PublishSteps == 0)
    {
        actor.Load(learner.Snapshot(learner.Step));
    }

    if (learner.Step % 200 == 0)
    {
        Console.WriteLine($"step {learner.Step}: loss {loss.Total:0.000}, {replay.Statistics.Episodes} episodes");
    }
}

using AgentPlayer player = parts.CreatePlayer(backend, learner.Snapshot(learner.Step), simulations: 0, batch: 32, threads: 1);
EpisodeRunner runner = new(game);
MatchResult result = runner.Match(player, new RandomPlayer(game.Spec), games: 100, EpisodeRunner.OpeningPlies(game), seed: 1).Total;
Console.WriteLine($"against random moves: {result.Wins} wins, {result.Draws} draws, {result.Losses} losses");
