namespace MuZero.Cli.Tests;

/// <summary>Two runs, trained for a moment: what matters is that they are real, not that they are strong.</summary>
public sealed class TrainedRuns : IDisposable
{
    /// <summary>Options with which an iteration takes a fraction of a second.</summary>
    internal static readonly string[] Tiny =
    [
        "--config", """
        {
          "network": {"channels": 4, "blocks": 1, "head_channels": 2, "hidden_size": 8, "latent_size": 8},
          "search.simulations": 8, "self_play.games": 8, "replay.min_positions": 20, "replay.samples_per_insert": 100,
          "training": {"batch_size": 8, "iteration_steps": 4, "unroll_steps": 2},
          "evaluation.interval_iterations": 0, "checkpoint.frequency": 1
        }
        """,
    ];

    private readonly string _directory = Directory.CreateTempSubdirectory("muzero-cli-").FullName;

    public TrainedRuns()
    {
        TicTacToe = Train("tictactoe", 2);
        CartPole = Train("cartpole", 1);
    }

    /// <summary>Run directories with checkpoints of two iterations and of one.</summary>
    public string TicTacToe { get; }

    public string CartPole { get; }

    /// <summary>AlphaZero on tic-tac-toe, trained when it is first asked for.</summary>
    public string AlphaZero => field ??= Train("tictactoe", 1, "alphazero");

    public string LocalDirectory => _directory;

    /// <summary>A copy of the tic-tac-toe run, to be damaged.</summary>
    public string Copy()
    {
        string copy = Path.Combine(_directory, $"copy-{Guid.NewGuid():N}");
        foreach (string file in Directory.EnumerateFiles(TicTacToe, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(copy, Path.GetRelativePath(TicTacToe, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return copy;
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    /// <summary>Another run, of the default algorithm or of the one that is named.</summary>
    public string Train(string game, int iterations, string? algorithm = null)
    {
        string stop = $"{{\"training_iteration\": {iterations}}}";
        string name = $"{game}{algorithm}";
        string[] run = algorithm is null ? [] : ["--run", algorithm];
        Ending ending = MuZeroProgram.Run(
            ["train", game, "--local-dir", _directory, "--experiment-name", name, "--stop", stop, .. run, .. Tiny]);

        Assert.True(ending.ExitCode == 0, ending.Error);
        Assert.Equal(Path.Combine(_directory, name), ending.Output.Trim());
        return ending.Output.Trim();
    }
}
