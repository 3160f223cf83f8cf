using System.CommandLine;
using System.Globalization;
using MuZero.Cli.Input;
using MuZero.Games;
using MuZero.Networks;
using MuZero.Numerics;

namespace MuZero.Cli.Benchmarking;

/// <summary>muzero bench inference: evaluations per second of a network alone, in a search's access pattern.</summary>
internal sealed class InferenceBench
{
    private const int DefaultBatch = 64;

    private readonly BenchFlags _flags;
    private readonly Option<int?> _batch = Flag.Whole("--batch", $"Positions per call. Default {DefaultBatch}.", 1, 1_000_000);

    private InferenceBench(Terminal terminal) => _flags = new BenchFlags(terminal);

    public static Command Create(Terminal terminal)
    {
        InferenceBench bench = new(terminal);
        Command command = new("inference", "Evaluations per second of the dynamics and prediction networks, without a search.") { bench._batch };
        bench._flags.AddTo(command);
        command.SetAction(bench.Run);
        return command;
    }

    private void Run(ParseResult parsed)
    {
        (IGame game, NetworkOptions options) = BenchGames.Load(_flags, parsed);
        int batch = parsed.GetValue(_batch) ?? DefaultBatch;
        int threads = _flags.Threads(parsed);
        BenchNetwork network = new(game, options, dynamics: true);
        Measurement measured = Measurement.Take(threads, _flags.Seconds(parsed), _ => new InferenceLoad(network.Create(), batch));
        double peak = Ceiling.Flops(threads, _flags.Seconds(parsed));
        _flags.Write(parsed, new BenchReport("inference", "evaluation", "evals/s", measured, peak / network.FlopsPerEvaluation, BenchNetworkText.Ceiling)
        {
            Setting = BenchNetworkText.Setting(game, network, string.Create(CultureInfo.InvariantCulture, $"batches of {batch}"), threads),
            Numbers = [("threads", threads), ("batch", batch), .. BenchNetworkText.Numbers(network, peak, measured)],
        });
    }
}

/// <summary>Recurrent calls whose hidden states are placed as in a search: each leaves from a node drawn among those before it. One item is an evaluation.</summary>
internal sealed class InferenceLoad : IBenchLoad
{
    private const int Nodes = 51;

    private readonly TimedNetwork _network;
    private readonly InferenceBatch _batch;
    private readonly RandomStream _random = new(1);
    private int _node = 1;

    public InferenceLoad(INetwork network, int batch)
    {
        _network = new TimedNetwork(network);
        _network.Reserve(batch * Nodes);
        _batch = new InferenceBatch(batch, network.Shape) { Count = batch };
        for (int i = 0; i < _batch.Observations.Length; i++)
        {
            _batch.Observations[i] = (float)_random.NextDouble();
        }
    }

    /// <inheritdoc/>
    public long InferenceTicks => _network.Ticks;

    /// <inheritdoc/>
    public long Run()
    {
        if (_node == 1)
        {
            Fill(node: 0, parent: 0);
            _network.Initial(_batch);
        }

        Fill(_node, _random.Next(_node));
        _node = _node + 1 < Nodes ? _node + 1 : 1;
        _network.Recurrent(_batch);
        return _batch.Count;
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    private void Fill(int node, int parent)
    {
        for (int row = 0; row < _batch.Count; row++)
        {
            _batch.ParentSlots[row] = (row * Nodes) + parent;
            _batch.Slots[row] = (row * Nodes) + node;
            _batch.Actions[row] = _random.Next(_network.Shape.Actions);
        }
    }
}
