using MuZero.Cli.Input;

namespace MuZero.Cli.Tests.Commands;

/// <summary>Mistyped commands: one line each, exit code 2, the nearest valid word if there is one.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("train", "[suggest:3]", "tra")]
    [InlineData("games", "[suggest:8]", "bench ga")]
    [InlineData("--resume", "[suggest:13]", "train --resum")]
    public void Suggest_IncompleteWords_AreCompleted(string expected, params string[] words)
    {
        using StringWriter output = new();
        using StringWriter error = new();

        int exitCode = CommandLine.Run(words, new Terminal { Input = TextReader.Null, Output = output, Error = error });

        Assert.Equal((0, ""), (exitCode, error.ToString()));
        Assert.Contains(expected, output.ToString().Split('\n', StringSplitOptions.TrimEntries));
    }

    [Theory]
    [InlineData("'muzero' needs a command: train, tune, evaluate, arena, diagnose, plot, play, analyse, gtp, uci, games, config, "
        + "doctor, completion, bench, farm, trainer, selfplay, reanalyse, storage. See muzero --help.")]
    [InlineData("Unknown command 'trian' for 'muzero'. Did you mean 'train'? See muzero --help.", "trian")]
    [InlineData("Unknown command 'chekc' for 'muzero games'. Did you mean 'check'?", "games", "chekc")]
    [InlineData("'muzero config' needs a command: explain, schema.", "config")]
    [InlineData("'muzero evaluate' needs RUN. See muzero evaluate --help.", "evaluate")]
    [InlineData("'muzero play' needs RUN.", "play")]
    [InlineData("Unknown option '--resum' for 'muzero train'. Did you mean '--resume'?", "train", "tictactoe", "--resum")]
    [InlineData("Unknown option '--local-dri' for 'muzero train'. Did you mean '--local-dir'?", "train", "--local-dri", "x", "tictactoe")]
    [InlineData("Unknown option '--local-dri' for 'muzero train'. Did you mean '--local-dir'?", "train", "tictactoe", "--local-dri=x")]
    [InlineData("Unknown option '--exaustive' for 'muzero evaluate'. Did you mean '--exhaustive'?", "evaluate", "--exaustive", "runs/x")]
    [InlineData("Unexpected argument 'b' for 'muzero evaluate'.", "evaluate", "a", "b")]
    [InlineData("--seed needs a value, S.", "train", "tictactoe", "--seed")]
    [InlineData("--seed is '-1'; it must be a whole number of at least 0.", "train", "tictactoe", "--seed", "-1")]
    [InlineData("--seed is given twice.", "train", "tictactoe", "--seed", "1", "--seed", "2")]
    [InlineData("--checkpoint-freq is '-3'; it must be a whole number from 0 to 1000000.", "train", "tictactoe", "--checkpoint-freq", "-3")]
    [InlineData("--episodes is 'many'; it must be a whole number from 1 to 1000000.", "evaluate", "runs/x", "--episodes", "many")]
    [InlineData("Name a game to train: ", "train")]
    [InlineData("Two games were given (tictactoe, cartpole). Specify only one.", "train", "tictactoe", "--env", "cartpole")]
    [InlineData("There is no game 'tictacto'. Did you mean 'tictactoe'?", "train", "tictacto")]
    [InlineData("There is no file no/such.dll;", "train", "--game", "no/such.dll")]
    [InlineData("MuZero.Cli.Tests.dll has no game: a game is a public class", "games", "check", "{tests}")]
    [InlineData("MuZero.sln is not a .NET assembly", "games", "check", "{root}/MuZero.sln")]
    [InlineData("algorithm is ppo (--run); it must be one of muzero, alphazero", "train", "tictactoe", "--run", "ppo")]
    [InlineData("--stop is not valid JSON:", "train", "tictactoe", "--stop", "{\"training_iteration\":")]
    [InlineData("--stop is not a JSON object", "train", "tictactoe", "--stop", "100")]
    [InlineData("stop, from flag (--stop), names 'iterations', which is not a result of a run.", "train", "tictactoe", "--stop",
        "{\"iterations\": 1}")]
    [InlineData("Unknown option 'training.learning_rat' (--set). Did you mean 'training.learning_rate'?", "train", "tictactoe", "--set",
        "training.learning_rat=1")]
    [InlineData("Unknown option 'training.learning_rat' (--config). Did you mean 'training.learning_rate'?", "train", "tictactoe",
        "--config", "{\"training\": {\"learning_rat\": 1}}")]
    [InlineData("training.batch_size is -4 (--set); it must be a whole number from 1 to 1000000.", "train", "tictactoe", "--set",
        "training.batch_size=-4")]
    [InlineData("--set takes KEY=VALUE", "train", "tictactoe", "--set", "seed")]
    [InlineData("--config names no.json, which does not exist.", "train", "tictactoe", "--config", "no.json")]
    [InlineData("-f names no.json, which does not exist.", "train", "tictactoe", "-f", "no.json")]
    [InlineData("There is no run or checkpoint no/such to restore.", "train", "tictactoe", "--restore", "no/such")]
    [InlineData("--resume and --restore cannot be combined.", "train", "tictactoe", "--restore", "x", "--resume")]
    [InlineData("Invalid experiment name: use 1 to 64", "train", "tictactoe", "--local-dir", "/tmp", "--experiment-name", "../x")]
    [InlineData("There is no run of tictactoe in /no/such to resume.", "train", "tictactoe", "--resume", "--local-dir", "/no/such")]
    [InlineData("There is no run directory or checkpoint at no/such.", "evaluate", "no/such")]
    [InlineData("There is no run directory or checkpoint at no/such.", "play", "no/such")]
    [InlineData("--side is 'frist'; it must be first, second, random. Did you mean 'first'?", "play", "no/such", "--side", "frist")]
    [InlineData("--exhaustive plays every line once", "evaluate", "no/such", "--exhaustive", "--episodes", "3")]
    [InlineData("Unknown law 'zerosum' in the exceptions. Did you mean 'zero-sum'?", "games", "check", "tictactoe", "--except", "zerosum")]
    public void Mistyped_OneLineAndExitCode2(string expected, params string[] words)
    {
        string[] arguments = [.. words.Select(word => word
            .Replace("{tests}", typeof(UsageTests).Assembly.Location, StringComparison.Ordinal)
            .Replace("{root}", MuZeroProgram.Root, StringComparison.Ordinal))];
        using StringWriter output = new();
        using StringWriter error = new();

        int exitCode = CommandLine.Run(arguments, new Terminal { Input = TextReader.Null, Output = output, Error = error });

        string line = Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(expected, line, StringComparison.Ordinal);
        Assert.Equal(2, exitCode);
        Assert.Empty(output.ToString());
    }

    [Fact]
    public void UnknownVariable_SuggestsTheNearest()
    {
        using StringWriter error = new();
        Terminal terminal = new()
        {
            Input = TextReader.Null,
            Output = TextWriter.Null,
            Error = error,
            Environment = new Dictionary<string, string> { ["MUZERO_TRAINING__BATCHSIZE"] = "8" },
        };

        int exitCode = CommandLine.Run(["config", "explain", "tictactoe"], terminal);

        Assert.Contains("'training.batchsize' (MUZERO_TRAINING__BATCHSIZE). Did you mean 'training.batch_size'?", error.ToString(),
            StringComparison.Ordinal);
        Assert.Equal(2, exitCode);
    }

    [Fact]
    public void Report_UnforeseenFault_IsOneLineWithoutATrace()
    {
        using StringWriter error = new();

        int exitCode = CommandLine.Report(new InvalidOperationException("first\nsecond"),
            new Terminal { Input = TextReader.Null, Output = TextWriter.Null, Error = error });

        Assert.Equal("internal error: InvalidOperationException: first second (set MUZERO_DEBUG=1 for the trace)\n", error.ToString());
        Assert.Equal(1, exitCode);
    }
}
