using MuZero.Games;
using MuZero.Learning;
using MuZero.Learning.Cpu;
using MuZero.Networks;
using MuZero.Networks.Cpu;
using MuZero.Numerics;
using MuZero.Replay;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;
using static TorchSharp.torch;

namespace MuZero.Torch.Tests;

/// <summary>Afterstates and chance codes (Stochastic MuZero).</summary>
[Collection(ProcessWide.Name)]
public sealed class StochasticTests
{
    private const int Codes = 6;

    [Theory]
    [InlineData("tictactoe", 1)]
    [InlineData("cartpole", 5)]
    [InlineData("odd sizes", 40)]
    public void Afterstate_ThenCode_KernelsAgreeWithLibtorch(string name, int rows)
    {
        (IGame game, NetworkOptions options) = NetworkCases.All[name];
        NetworkShape shape = NetworkShape.For(game, options with { ChanceCodes = Codes }, dynamics: true);
        ActionTable actions = ActionTable.Of(game, shape);
        WeightSnapshot weights = RandomWeights.For(shape, seed: 3);
        using CpuNetwork ours = new(shape, actions);
        using TorchNetwork theirs = new(shape, NetworkLayout.Of(shape), actions, CPU);

        (InferenceBatch first, InferenceBatch second) = (Walk(ours, weights, rows), Walk(theirs, weights, rows));

        Assert.Null(Agreement.First(
            Agreement.Numbers("values", second.Values, first.Values, 1e-3f),
            Agreement.Numbers("rewards", second.Rewards, first.Rewards, 1e-3f),
            Agreement.Numbers("chance", second.ChanceLogits, first.ChanceLogits, 1e-3f),
            Agreement.Numbers("policy", second.PolicyLogits, first.PolicyLogits, 1e-3f)));
    }

    // A coin of one to three pays after each move, and the observation shows it: the learned codes must tell its sides apart, with their
    // rewards and probabilities.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Learn_UnevenCoin_CodesHaveItsRewardsAndProbabilities(bool kernels)
    {
        Assert.Null(TorchBackend.LoadFault()); // and one thread per operation
        CoinGame game = new();
        NetworkShape shape = NetworkShape.For(game, new() { ChanceCodes = Codes, LatentSize = 8, HiddenSize = 16 }, dynamics: true);
        ActionTable actions = ActionTable.Of(game, shape);
        using ILearner learner = kernels
            ? new CpuLearner(Plan(shape), actions, seed: 1)
            : new TorchLearner(Plan(shape), actions, seed: 1, CPU);

        Train(learner, game, steps: 150);

        using CpuNetwork network = new(shape, actions);
        network.Load(learner.Snapshot(1));
        (float[] probabilities, float[] rewards) = Outcomes(network, game);
        Assert.All(probabilities.Zip(rewards).Where(code => code.First > 0.05f),
            code => Assert.InRange(MathF.Abs(code.Second), 0.35f, 0.65f));
        Assert.InRange(probabilities.Zip(rewards).Where(code => code.Second > 0.0f).Sum(code => code.First), 0.15f, 0.35f);
    }

    private static LearningPlan Plan(NetworkShape shape)
    {
        string[] losses = [NetworkLayout.Policy, NetworkLayout.Value, NetworkLayout.Reward, NetworkLayout.AfterstateValue,
            NetworkLayout.Chance, LossSpec.Commitment];
        TrainingOptions training = new() { BatchSize = 64, UnrollSteps = 1, LearningRate = 0.02 };
        return new LearningPlan(
            shape, NetworkLayout.Of(shape), [.. losses.Select(loss => new LossSpec(loss, 1.0))], training);
    }

    private static void Train(ILearner learner, IGame game, int steps)
    {
        TargetBuilder targets = new(game, unrollSteps: 1, tdSteps: 10, useSymmetries: false) { ObservesNext = true };
        TrainingBatch batch = targets.CreateBatch(64);
        RandomStream random = new(1);
        Episode[] episodes = [.. Enumerable.Range(0, 300).Select(seed => EpisodeMaker.Play(game, (ulong)seed))];
        for (int step = 0; step < steps; step++)
        {
            for (int row = 0; row < batch.Size; row++)
            {
                Episode episode = episodes[random.Next(episodes.Length)];
                targets.Fill(batch, row, new ReplaySample(new PositionKey(0, 0), episode, 1.0, 1.0f), random);
            }

            learner.Learn(batch);
        }
    }

    // What the model expects after the first action: the codes' probabilities, and their rewards.
    private static (float[] Probabilities, float[] Rewards) Outcomes(INetwork network, IGame game)
    {
        InferenceBatch batch = new(Codes, network.Shape) { Count = 1 };
        network.Reserve(Codes + 2);
        game.NewGame(0).Observe(0, batch.Observations);
        network.Initial(batch);
        (batch.ParentSlots[0], batch.Actions[0], batch.Slots[0]) = (0, 0, 1);
        network.Afterstate(batch);
        float[] weights = [.. batch.ChanceLogits.Take(Codes).Select(MathF.Exp)];
        batch.Count = Codes;
        for (int code = 0; code < Codes; code++)
        {
            (batch.ParentSlots[code], batch.Actions[code], batch.Slots[code]) = (1, code, 2 + code);
        }

        network.Recurrent(batch);
        return ([.. weights.Select(weight => weight / weights.Sum())], batch.Rewards);
    }

    // Observation, afterstate and code; the batch has the answers of the last call, and the afterstates' logits.
    private static InferenceBatch Walk(INetwork network, WeightSnapshot weights, int rows)
    {
        network.Load(weights);
        network.Reserve(rows);
        InferenceBatch batch = NetworkCases.Batch(network.Shape, rows, seed: 5);
        network.Initial(batch);
        network.Afterstate(batch);
        for (int row = 0; row < rows; row++)
        {
            batch.Actions[row] = row % Codes;
        }

        network.Recurrent(batch);
        return batch;
    }

    // Two moves; after each a coin pays 0.5 in one case of four, and -0.5 otherwise.
    private sealed class CoinGame : IGame
    {
        public GameSpec Spec { get; } = new()
        {
            Id = "coin",
            Players = 1,
            Turns = TurnModel.Single,
            Actions = 1,
            ChanceOutcomes = 2,
            MaxLength = 2,
            Observation = ObservationShape.Vector(2),
            Rewards = RewardTiming.Stepwise,
            MinReturn = -1.0f,
            MaxReturn = 1.0f,
        };

        public IGameState NewGame(ulong seed) => new State();

        private sealed class State : IGameState, IChance
        {
            private int _played;
            private float _paid;

            public int ToPlay => _played == 4 ? Player.Terminal : _played % 2 == 1 ? Player.Chance : 0;

            public int LegalActions(Span<int> actions)
            {
                actions[0] = 0;
                return ToPlay == 0 ? 1 : 0;
            }

            public void ChanceProbabilities(Span<float> probabilities) => (probabilities[0], probabilities[1]) = (0.25f, 0.75f);

            public Transition Apply(int action)
            {
                _paid = ToPlay != Player.Chance ? 0.0f : action == 0 ? 0.5f : -0.5f;
                return ++_played == 4 ? Transition.Terminated : Transition.Continues;
            }

            public void Rewards(Span<float> rewards) => rewards[0] = _paid;

            public void Observe(int player, Span<float> observation)
                => (observation[0], observation[1]) = (MathF.Max(_paid, 0.0f), MathF.Max(-_paid, 0.0f));

            public IGameState Clone() => (State)MemberwiseClone();

            public string Render() => $"{_played} {_paid}";
        }
    }
}
